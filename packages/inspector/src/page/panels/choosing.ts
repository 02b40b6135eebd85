/**
 * Which connection a click in the list, or a key, means: the one whose row was pressed, and none that a filter excludes which has been
 * typed before.
 */
import type { Model } from '../model.js';
import { pressing } from '../press.js';

export interface Choosing {
  /** Does it at once, or, while the list still shows what an earlier filter let through, when it shows what this one does. */
  whenFiltered(choice: () => void): void;
  /** The list has been drawn: does what has waited for that. */
  settle(): void;
}

/** @param body what the rows stand in, each with the connection's id as `data-id` */
export function choosing(model: Model, body: HTMLElement): Choosing {
  let due: (() => void) | undefined;
  /** What the rows were filtered by when one of them was pressed. */
  let filter: string | undefined;

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

  body.addEventListener('pointerdown', () => {
    filter = model.rows?.filter;
  });
  const idAt = (element: Element) => element.closest<HTMLElement>('.row')?.dataset['id'];
  pressing(body, idAt, (id) => {
    const before = filter;
    whenFiltered(() => {
      const { rows } = model;
      if (rows?.filter === before || rows?.order.includes(Number(id)) === true) model.watch(Number(id));
    });
  });
  return { whenFiltered, settle };
}
