/**
 * Which connection a click in the list means. Rows are drawn anew ten times a second and after every letter of the filter, so the
 * row under the pointer may be another one when the button comes up: what counts is the one that was pressed.
 */
import type { Model } from '../model.js';

export interface Choosing {
  /** Does it at once, or, while the list still shows what an earlier filter let through, when it shows what this one does. */
  whenFiltered(choice: () => void): void;
  /** The list has been drawn: does what has waited for that. */
  settle(): void;
}

/** @param body what the rows stand in, each with the connection's id as `data-id` */
export function choosing(model: Model, body: HTMLElement): Choosing {
  let pressed: { readonly id: number; readonly filter: string | undefined } | undefined;
  let due: (() => void) | undefined;

  const rowIn = ({ target }: Event) => {
    const row = target instanceof Element ? target.closest<HTMLElement>('.row') : null;
    return row === null ? undefined : { id: Number(row.dataset['id']), filter: model.rows?.filter };
  };
  const whenFiltered = (choice: () => void): void => {
    due = choice;
    settle();
  };
  const settle = (): void => {
    if (due === undefined || !model.isFiltered) return;
    const choice = due;
    due = undefined;
    choice();
  };

  body.addEventListener('pointerdown', (event) => {
    pressed = rowIn(event);
  });
  body.addEventListener('click', (event) => {
    const under = rowIn(event);
    // A click without a button, by a screen reader, means what is there.
    const meant = event.detail === 0 ? under : pressed;
    pressed = undefined;
    // Where the button came up on no row, or on another element, it was dragged away.
    if (meant === undefined || under === undefined) return;
    whenFiltered(() => {
      const { rows } = model;
      if (rows?.filter === meant.filter || rows?.order.includes(meant.id) === true) model.watch(meant.id);
    });
  });
  return { whenFiltered, settle };
}
