/** The list: only the rows in view are asked for and kept as elements, however many connections there are. */
import { unknownState } from '../../feed/unknown-state.js';
import type { Column, ListedRow, ViewAnswer, ViewRequest } from '../../feed.js';
import { el, panel, setText } from '../dom.js';
import { bytes, duration, whole } from '../format.js';
import type { Model } from '../model.js';
import { choosing } from './choosing.js';

const ROW_HEIGHT = 24;
/** Rows that are kept ready above and below those in view. */
const MARGIN = 10;

interface ColumnOfList {
  readonly column: Column;
  readonly title: string;
  /** Of an actor of XState, where it is another. */
  readonly ofActors?: string;
  /** Of two halves and their bytes, which an actor of XState has not got. */
  readonly ofHalves?: true;
  readonly text: (row: ListedRow, model: Model) => string;
}

const COLUMNS: readonly ColumnOfList[] = [
  { column: 'id', title: 'id', text: ({ id }) => `#${id}` },
  { column: 'remote', title: 'remote', ofActors: 'actor', text: ({ remote }) => remote },
  { column: 'read', title: 'read', ofActors: 'state', text: (row, model) => statesOf(row, model) },
  { column: 'age', title: 'in state', text: (row, model) => duration(ageOf(row, model.tick?.time ?? 0)) },
  {
    column: 'write',
    title: 'write',
    ofHalves: true,
    text: (row, model) => model.stateName(row.protocol, 'write', row.write),
  },
  { column: 'in', title: 'in', ofHalves: true, text: ({ bytesIn }) => bytes(bytesIn) },
  { column: 'out', title: 'out', ofHalves: true, text: ({ bytesOut }) => bytes(bytesOut) },
  {
    column: 'error',
    title: 'error',
    text: ({ error, lints = [] }) => error?.code ?? lints.map((lint) => `⚠ ${lint}`).join(', '),
  },
  {
    column: 'buffered',
    title: 'waiting in',
    ofHalves: true,
    text: ({ buffered }) => (buffered === 0 ? '' : bytes(buffered)),
  },
  {
    column: 'queued',
    title: 'waiting out',
    ofHalves: true,
    text: ({ queued }) => (queued === 0 ? '' : bytes(queued)),
  },
  {
    column: 'protocol',
    title: 'protocol',
    ofActors: 'machine',
    text: ({ protocol }, { hello }) => hello?.protocols[protocol]?.name ?? '',
  },
];

function statesOf({ protocol, read, also }: ListedRow, model: Model): string {
  return [read, ...(also ?? [])].map((state) => model.stateName(protocol, 'read', state)).join(', ');
}

const ageOf = (row: ListedRow, now: number): number => (row.ended ?? now) - row.readSince;

export interface ConnectionsPanel {
  readonly element: HTMLElement;
  readonly filter: HTMLInputElement;
  answer(answer: ViewAnswer, request: ViewRequest): void;
  /** Goes up or down the list from the connection that is watched. */
  move(by: number): void;
}

export function connectionsPanel(model: Model): ConnectionsPanel {
  const filter = el('input', {
    type: 'search',
    'aria-label': 'filter connections',
    spellcheck: 'false',
    autocomplete: 'off',
    oninput: () => model.choose({ filter: filter.value }),
    onkeydown: ({ key }: KeyboardEvent) => {
      // It is answered as it is typed: what comes next is to choose.
      if (key === 'Enter') viewport.focus();
    },
  });
  const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
  const unknown = el('p', { class: 'hint', role: 'status', hidden: true });
  const count = el('span', { class: 'matching', role: 'status' });
  const title = el('span', {}, 'connections');
  const headers = COLUMNS.map(({ column, ofHalves }) =>
    el(
      'div',
      { role: 'columnheader', class: ofHalves && 'of-halves' },
      el('button', { onclick: () => sortBy(model, column) }),
    ),
  );
  const body = el('div', { class: 'rows', role: 'rowgroup' });
  const choice = choosing(model, body);
  const viewport = el(
    'div',
    { class: 'viewport', role: 'grid', tabindex: 0, 'aria-label': 'connections', onscroll: () => ask() },
    el('div', { class: 'row head', role: 'row' }, ...headers),
    body,
  );

  let asked = '';
  function ask(): void {
    const { filter: text, sort, descending } = model.view;
    const from = Math.max(0, Math.floor(viewport.scrollTop / ROW_HEIGHT) - MARGIN);
    const inView = Math.ceil((viewport.clientHeight || 600) / ROW_HEIGHT) + 2 * MARGIN;
    const list = { filter: text, sort, descending, from, count: Math.min(500, inView) };
    const key = JSON.stringify(list);
    if (key === asked) return;
    asked = key;
    model.request({ list });
  }

  function paint(): void {
    const { rows } = model;
    if (rows === undefined) return;
    viewport.setAttribute('aria-busy', String(!model.isFiltered));
    const height = `${rows.matching * ROW_HEIGHT}px`;
    if (body.style.height !== height) body.style.height = height;
    viewport.setAttribute('aria-rowcount', String(rows.matching + 1));
    setText(
      count,
      rows.matching === rows.total ? whole(rows.total) : `${whole(rows.matching)} of ${whole(rows.total)}`,
    );
    const missing = rows.matching === 0 ? unknownState(model.view.filter, pathsOf(model)) : undefined;
    unknown.hidden = missing === undefined;
    setText(unknown, missing ?? '');
    const lines = [...body.children] as HTMLElement[];
    rows.order.forEach((id, index) => {
      const row = model.rowOf.get(id);
      const line = lines[index] ?? body.appendChild(emptyLine());
      line.hidden = row === undefined;
      if (row !== undefined) paintLine(line, row, rows.from + index, model);
    });
    for (const line of lines.slice(rows.order.length)) line.remove();
    choice.settle();
  }

  function move(by: number): void {
    const { rows, view } = model;
    if (rows === undefined) return;
    const place = view.connection === null ? -1 : rows.order.indexOf(view.connection);
    const id = rows.order[Math.max(0, Math.min(rows.order.length - 1, place === -1 ? 0 : place + by))];
    if (id === undefined) return;
    model.watch(id);
    const top = (rows.from + rows.order.indexOf(id)) * ROW_HEIGHT;
    const room = viewport.clientHeight - 2 * ROW_HEIGHT;
    if (top < viewport.scrollTop) viewport.scrollTop = top;
    else if (top > viewport.scrollTop + room) viewport.scrollTop = top - room;
  }

  model.on(['hello'], () => {
    asked = '';
    const actors = model.isOfActors;
    setText(title, actors ? 'actors' : 'connections');
    filter.placeholder = `filter: ${actors ? 'state:counting age:>10s' : 'state:awaiting-content age:>10s remote:10.1.*'}`;
    viewport.classList.toggle('actors', actors);
    COLUMNS.forEach(({ title, ofActors = title }, index) => {
      setText(headers[index]?.firstElementChild ?? null, actors ? ofActors : title);
    });
    ask();
  });
  model.on(['view'], () => {
    if (filter.value !== model.view.filter) filter.value = model.view.filter;
    COLUMNS.forEach(({ column }, index) => {
      const order = model.view.descending ? 'descending' : 'ascending';
      headers[index]?.setAttribute('aria-sort', column === model.view.sort ? order : 'none');
    });
    ask();
    paint();
  });
  model.on(['rows', 'tick'], paint);
  new ResizeObserver(ask).observe(viewport);

  return {
    element: panel('connections', el('span', {}, title, ' ', count), filter, problem, unknown, viewport),
    filter,
    answer({ error, at }, { list }) {
      if (list) model.refusedFilter = error === undefined ? undefined : list.filter;
      problem.hidden = error === undefined;
      setText(problem, error === undefined ? '' : at === undefined ? error : `${error} (at character ${at + 1})`);
      filter.setAttribute('aria-invalid', String(error !== undefined));
      paint();
    },
    move: (by) => choice.whenFiltered(() => move(by)),
  };
}

const pathsOf = ({ hello }: Model): string[] =>
  (hello?.charts ?? []).flatMap(({ states }) => states.map(({ path }) => path));

function sortBy(model: Model, column: Column): void {
  const { sort, descending } = model.view;
  model.choose({ sort: column, descending: sort === column ? !descending : false });
}

function emptyLine(): HTMLElement {
  return el(
    'div',
    { class: 'row', role: 'row' },
    ...COLUMNS.map(({ ofHalves }) => el('div', { role: 'gridcell', class: ofHalves && 'of-halves' })),
  );
}

function paintLine(line: HTMLElement, row: ListedRow, place: number, model: Model): void {
  const transform = `translateY(${place * ROW_HEIGHT}px)`;
  if (line.style.transform !== transform) line.style.transform = transform;
  line.dataset['id'] = String(row.id);
  line.setAttribute('aria-rowindex', String(place + 2));
  line.setAttribute('aria-selected', String(row.id === model.view.connection));
  line.dataset['status'] = row.status;
  line.classList.toggle('suspicious', (row.lints?.length ?? 0) > 0);
  COLUMNS.forEach(({ text }, index) => {
    setText(line.children[index] ?? null, text(row, model));
  });
}
