/** Why it stands where it stands, and what one transition did. */
import type { Change, Json, RecordedStep } from '../../feed.js';
import { el, panel, setText } from '../dom.js';
import { bytes, duration, whole } from '../format.js';
import type { Model } from '../model.js';
import { deadlineList } from './deadlines.js';
import { fieldList, fieldText } from './fields.js';

export function detailsPanel(model: Model): HTMLElement {
  const why = el('p', { class: 'why', role: 'status' });
  const failure = el('p', { class: 'failure', hidden: true });
  const deadlines = deadlineList(model);
  const standing = el('div', { class: 'standing' }, why, failure, deadlines.list);
  const hold = holdHeight(standing);
  const field = el('p', { class: 'field', role: 'status', hidden: true });
  const step = el('div', { class: 'step' });
  let shown: RecordedStep | undefined;
  const fields = fieldList(model);
  const contexts = [contextOf(), contextOf()] as const;
  let watched: number | undefined;

  function paintStanding(): void {
    const { history } = model;
    setText(why, history?.standing.why ?? model.missing ?? 'No connection is chosen.');
    const error = history?.row.error;
    failure.hidden = error === undefined;
    if (error !== undefined) {
      const where = [
        error.state === undefined ? '' : ` in ${error.state}`,
        error.offset === undefined ? '' : ` at byte ${whole(error.offset)}`,
      ];
      setText(failure, `${error.blame}: ${error.code}${where.join('')}: ${error.message}`);
    }
    deadlines.paint();
    const { read, write } = history?.standing ?? {};
    const isActor = history !== undefined && model.isActor(history.row.protocol);
    const titles = isActor ? ['context'] : ['context of the read half', 'context of the write half'];
    [read, write].forEach((half, index) => {
      const element = contexts[index as 0 | 1];
      element.hidden = half === undefined;
      setText(element.firstElementChild, titles[index] ?? '');
      setText(element.lastElementChild, half === undefined ? '' : JSON.stringify(half.context, null, 2));
    });
    if (history?.row.id !== watched) {
      watched = history?.row.id;
      hold();
    }
  }

  model.on(['connection', 'hello'], () => {
    paintStanding();
    if (model.history === undefined) step.replaceChildren();
  });
  model.on(['hello'], () => {
    shown = undefined;
  });
  model.on(['tick'], () => {
    if (model.history === undefined) setText(why, model.missing ?? 'No connection is chosen.');
    else deadlines.paint();
  });
  model.on(['step', 'connection'], () => {
    const { selected } = model;
    const text = fieldText(model);
    setText(field, text);
    field.hidden = text === '';
    // What has the focus keeps it while nothing else is looked at.
    if (selected !== undefined && selected === shown) return fields.press();
    shown = selected;
    step.replaceChildren(...(selected === undefined ? [] : stepOf(model, selected)));
    fields.show();
  });
  return panel('details', 'why', standing, field, step, fields.list, ...contexts);
}

/** Keeps an element as high as it has been at this width, so that what is below it stays where it is. The answer begins anew. */
function holdHeight(element: HTMLElement): () => void {
  let width = 0;
  const keep = (): void => {
    element.style.minHeight = `${element.getBoundingClientRect().height}px`;
  };
  const begin = (): void => {
    width = element.offsetWidth;
    element.style.minHeight = '';
    keep();
  };
  new ResizeObserver(() => {
    if (element.offsetWidth === width) keep();
    else begin();
  }).observe(element);
  return begin;
}

/** Kept while its text changes: a person may read it, and have the focus on it. */
function contextOf(): HTMLElement {
  return el('details', { hidden: true }, el('summary', {}), el('pre', {}));
}

/** A transition in words and in its parts. */
function stepOf(model: Model, step: RecordedStep): HTMLElement[] {
  const { half, protocol, from, to, event, guards, offset, length, changes, sequence } = step;
  const name = (state: number) => model.stateName(protocol, half, state);
  const opened = model.history?.row.opened ?? 0;
  const facts: [string, string][] = [
    ...(model.isActor(protocol) ? [] : ([['half', half]] as [string, string][])),
    ['event', event === '' ? 'always' : event],
    ['from', name(from)],
    ['to', name(to)],
    ['after', duration(step.time - opened)],
    ...guards.map(({ guard, passed }): [string, string] => ['guard', `${guard} ${passed ? 'let it pass' : 'refused'}`]),
  ];
  if (length > 0) facts.push(['bytes', `${bytes(length)} from ${whole(offset)}`]);
  const move = (by: number) => () => model.lookAt(neighbour(model, sequence, by));
  return [
    el(
      'h3',
      {},
      `step ${sequence} `,
      el('button', { 'aria-label': 'previous step', title: 'previous step ( [ )', onclick: move(-1) }, '‹'),
      el('button', { 'aria-label': 'next step', title: 'next step ( ] )', onclick: move(1) }, '›'),
    ),
    ...(step.why === undefined ? [] : [el('p', { class: 'why' }, step.why)]),
    el('dl', {}, ...facts.flatMap(([term, text]) => [el('dt', {}, term), el('dd', {}, text)])),
    ...(changes === undefined || changes.length === 0 ? [] : [changesOf(changes)]),
  ];
}

/** The step before or after one, among those that are kept. */
export function neighbour(model: Model, sequence: number | undefined, by: number): number | undefined {
  const records = model.history?.records ?? [];
  const place = records.findIndex((record) => record.sequence === sequence);
  if (place === -1) return records.at(by > 0 ? 0 : -1)?.sequence;
  return records[Math.max(0, Math.min(records.length - 1, place + by))]?.sequence;
}

function changesOf(changes: readonly Change[]): HTMLElement {
  return el(
    'table',
    { 'aria-label': 'what it changed in the context' },
    el('tr', {}, el('th', {}, 'context'), el('th', {}, 'before'), el('th', {}, 'after')),
    ...changes.map(({ path, before, after }) =>
      el(
        'tr',
        {},
        el('td', {}, path),
        el('td', { class: 'before' }, text(before)),
        el('td', { class: 'after' }, text(after)),
      ),
    ),
  );
}

const text = (value: Json | undefined): string => (value === undefined ? '–' : JSON.stringify(value));
