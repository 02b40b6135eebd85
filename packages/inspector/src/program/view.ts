/** What one page shows, and what it is to be told of it. */
import { packRow } from '../feed/listed-row.js';
import type { FeedMessage, Hello, ListRequest, Rows, Tick, ViewAnswer, ViewRequest } from '../feed.js';
import type { AgentHello } from '../wire/messages.js';
import { checkRequest } from './check-request.js';
import type { History } from './history.js';
import { lintAll, lintsOf } from './lints.js';
import { type Filter, type FilterContext, filterOf } from './list/filter.js';
import { FilterError } from './list/filter-error.js';
import { sorted } from './list/sort.js';
import type { Entry, Model } from './model.js';
import { rowOf } from './rows.js';
import type { WatchLog } from './watch-log.js';
import { watchedOf } from './watched.js';

export class View {
  readonly id: string;
  readonly #history: History;
  #charts: readonly number[] = [];
  #list: ListRequest | undefined;
  #filter: (context: FilterContext) => Filter = filterOf('');
  /** The connection that is watched. */
  connection: number | undefined = undefined;
  #time: number | 'live' = 'live';
  /** The model of the moment that the page has stepped back to. */
  #past: Model | undefined;
  // What the page has got already.
  #hello: AgentHello | undefined;
  #rows = new Map<number, string>();
  #lastRows = '';
  #log: { readonly connection: number; readonly log: WatchLog | undefined; readonly text: string } | undefined;
  #lints = '';
  #lintedAt = Number.NEGATIVE_INFINITY;

  constructor(id: string, history: History) {
    this.id = id;
    this.#history = history;
  }

  /** Takes in what the page asks. Nothing is changed by a request that is refused. */
  request(request: ViewRequest): ViewAnswer {
    const { charts, list, connection, time } = request;
    try {
      checkRequest(request);
      if (list !== undefined && list !== null) this.#filter = filterOf(list.filter);
    } catch (error) {
      if (error instanceof FilterError) return { error: error.message, at: error.at };
      return { error: error instanceof Error ? error.message : String(error) };
    }
    if (charts !== undefined) this.#charts = charts;
    if (list !== undefined) {
      this.#list = list ?? undefined;
      this.#lastRows = '';
    }
    if (connection !== undefined && (connection ?? undefined) !== this.connection) {
      this.connection = connection ?? undefined;
      this.#log = undefined;
    }
    if (time !== undefined && time !== this.#time) {
      this.#time = time;
      this.#past = time === 'live' ? undefined : this.#history.at(time);
      this.#log = undefined;
      this.lintAgain();
    }
    return {};
  }

  /** What is suspicious is looked for with the next messages, however short ago it was. */
  lintAgain(): void {
    this.#lintedAt = Number.NEGATIVE_INFINITY;
  }

  /** Whether what it shows changes by itself. */
  get live(): boolean {
    return this.#past === undefined;
  }

  get model(): Model {
    return this.#past ?? this.#history.live;
  }

  /** What the page has to be told now. */
  messages(): FeedMessage[] {
    const { model } = this;
    const { hello } = this.#history.live;
    const messages: FeedMessage[] = [];
    if (hello === undefined) return messages;
    if (hello !== this.#hello) {
      this.#hello = hello;
      messages.push(this.#greeting(hello));
    }
    messages.push(this.#tick(model));
    if (this.#list !== undefined) messages.push(...this.#rowsIn(model, this.#list));
    if (this.connection !== undefined) messages.push(...this.#watched(model, this.connection));
    messages.push(...this.#lintsIn(model));
    return messages;
  }

  /** Entries that match the filter that is asked for, or else the page's own. */
  matching(filter?: string): Entry[] {
    const context = contextOf(this.model);
    const test = (filter === undefined ? this.#filter : filterOf(filter))(context);
    return [...this.model.entries.values()].filter(test);
  }

  #greeting(hello: AgentHello): Hello {
    const { kind, title, pid, payload, epoch, charts, protocols } = hello;
    return {
      type: 'hello',
      version: 1,
      view: this.id,
      source: { kind: this.#history.stored ? 'dump' : kind, title, payload, ...(pid === undefined ? {} : { pid }) },
      epoch,
      charts,
      protocols,
    };
  }

  #tick(model: Model): Tick {
    const { transitions, bytesIn, bytesOut } = model.totals();
    const history = this.#history;
    const { time } = model;
    return {
      type: 'tick',
      time: this.#time === 'live' ? time : Math.min(this.#time, history.latest),
      history: {
        live: this.live,
        earliest: history.earliest,
        latest: history.latest,
        ...history.neighbours(this.#time === 'live' ? time : this.#time),
      },
      open: model.open,
      failed: model.failed,
      transitions: round(transitions),
      bytesIn: round(bytesIn),
      bytesOut: round(bytesOut),
      charts: this.#charts.flatMap((id) => {
        const chart = model.chart(id);
        if (chart === undefined) return [];
        const numbers = model.numbers(chart);
        return [{ ...numbers, rates: numbers.rates.map(round) }];
      }),
    };
  }

  #rowsIn(model: Model, list: ListRequest): Rows[] {
    const all = sorted(this.matching(), list.sort, list.descending, model);
    const from = Math.max(0, Math.min(list.from, all.length - list.count));
    const shown = all.slice(from, from + list.count);
    const before = this.#rows;
    this.#rows = new Map();
    const rows = shown.flatMap((entry) => {
      const row = packRow(rowOf(entry, model));
      const text = JSON.stringify(row);
      const id = entry.row.id;
      this.#rows.set(id, text);
      return before.get(id) === text ? [] : [row];
    });
    const order = shown.map(({ row }) => row.id);
    const summary = `${model.entries.size} ${all.length} ${from} ${order.join()}`;
    if (rows.length === 0 && summary === this.#lastRows) return [];
    this.#lastRows = summary;
    return [{ type: 'rows', filter: list.filter, total: model.entries.size, matching: all.length, from, order, rows }];
  }

  #watched(model: Model, connection: number): FeedMessage[] {
    const entry = model.entries.get(connection);
    if (entry === undefined) return [];
    const log = model.logs.get(connection);
    const before = this.#log;
    const message = watchedOf(entry, model, before?.log);
    const text = JSON.stringify([message.row, message.standing]);
    const news = message.records.length > 0 || message.chunks.length > 0;
    if (before !== undefined && before.text === text && !news) return [];
    this.#log = { connection, log, text };
    return [message];
  }

  #lintsIn(model: Model): FeedMessage[] {
    if (model.time - this.#lintedAt < LINT_EVERY) return [];
    this.#lintedAt = model.time;
    const lints = lintAll(model);
    const text = JSON.stringify(lints);
    if (text === this.#lints) return [];
    this.#lints = text;
    return [{ type: 'lints', lints }];
  }
}

export function contextOf(model: Model): FilterContext {
  return { model, lintsOf: (entry) => lintsOf(entry, model) };
}

/** Three digits are read; the rest is noise on the wire. */
function round(value: number): number {
  return value >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
}

/** Milliseconds between two looks for what is suspicious. */
const LINT_EVERY = 1000;
