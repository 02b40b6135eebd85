/** The fields of the frame that is looked at: a byte finds its field, and a field its bytes. */
import { el } from '../dom.js';
import { bytes, whole } from '../format.js';
import type { Model } from '../model.js';

/** What there is to say of the byte that is looked at. */
export function fieldText({ byte, field, selected }: Model): string {
  if (byte === undefined) return '';
  const place = `byte ${whole(byte)}`;
  if (field !== undefined) return `${place}: ${field.name}, ${bytes(field.length)} from ${whole(field.offset)}`;
  return selected?.fields === undefined ? place : `${place}: the rest of the frame`;
}

/** A button for each field. They stay while another one is looked at, so that the focus stays too. */
export function fieldList(model: Model): { readonly list: HTMLElement; show(): void; press(): void } {
  const list = el('ol', { class: 'fields', 'aria-label': 'fields' });
  let buttons: HTMLElement[] = [];

  function press(): void {
    const { field } = model;
    const place = field === undefined ? -1 : (model.selected?.fields?.indexOf(field) ?? -1);
    buttons.forEach((button, index) => {
      button.setAttribute('aria-pressed', String(index === place));
    });
  }

  function show(): void {
    const { sequence, fields = [] } = model.selected ?? {};
    buttons = fields.map(({ name, offset, length }) =>
      el('button', { onclick: () => model.lookAt(sequence, offset) }, `${name}: ${bytes(length)} at ${whole(offset)}`),
    );
    list.replaceChildren(...buttons.map((button) => el('li', {}, button)));
    list.hidden = buttons.length === 0;
    press();
  }
  return { list, show, press };
}
