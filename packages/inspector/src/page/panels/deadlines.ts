/**
 * The time-outs of a connection: a row for each that its charts have, in their order, whether it runs or not. Rows that came and went
 * with each message would move whatever stands below them.
 */
import type { Chart } from '../../feed.js';
import { el, setText } from '../dom.js';
import { duration } from '../format.js';
import type { Model } from '../model.js';

export function deadlineList(model: Model): { readonly list: HTMLElement; paint(): void } {
  const list = el('ul', { class: 'deadlines', 'aria-label': 'time-outs' });
  const rows = new Map<string, HTMLElement>();
  let shown: string | undefined;

  function rowOf(name: string): HTMLElement {
    const row = rows.get(name) ?? list.appendChild(el('li', {}, `${name} `, el('span', {})));
    rows.set(name, row);
    return row;
  }

  /** What it may come to have: of a connection that has ended there is nothing to come, and of an actor of XState no time-out is told. */
  function begin(): void {
    const { history } = model;
    const key = history === undefined ? undefined : `${history.row.id} ${history.row.protocol}`;
    if (key === shown) return;
    shown = key;
    rows.clear();
    list.replaceChildren();
    if (history?.row.status !== 'open' || model.isActor(history.row.protocol)) return;
    for (const half of HALVES) {
      for (const name of delaysOf(model.chartOf(history.row.protocol, half))) rowOf(`${half}: ${name}`);
    }
  }

  function paint(): void {
    begin();
    const now = model.tick?.time ?? 0;
    const left = new Map<string, string>();
    for (const half of HALVES) {
      for (const { name, at } of model.history?.standing[half]?.deadlines ?? []) {
        const key = `${half}: ${name}`;
        // The earliest of those with the same name stands first.
        if (!left.has(key)) left.set(key, at < now ? 'due' : `in ${duration(at - now)}`);
      }
    }
    for (const name of left.keys()) rowOf(name);
    for (const [name, row] of rows) {
      row.classList.toggle('resting', !left.has(name));
      setText(row.lastElementChild, left.get(name) ?? '–');
    }
  }
  return { list, paint };
}

const HALVES = ['read', 'write'] as const;

/** Names of the delays that a chart has, in the order in which it has them. */
function delaysOf(chart: Chart | undefined): Set<string> {
  return new Set(
    (chart?.edges ?? []).flatMap(({ event, label }) =>
      event.startsWith('xstate.after.') ? [label.slice('after '.length)] : [],
    ),
  );
}
