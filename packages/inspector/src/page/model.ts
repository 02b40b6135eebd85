/**
 * What the page knows and what the person has chosen, and who wants to hear of a change. Panels read from here and change
 * it by its methods; nothing else is shared between them.
 */

import { unpackRow } from '../feed/listed-row.js';
import { nameLate } from '../feed/name-late.js';
import type {
  Chart,
  Chunk,
  Column,
  FeedMessage,
  Field,
  Hello,
  Lint,
  ListedRow,
  ProtocolInfo,
  RecordedStep,
  Row,
  Rows,
  Tick,
  ViewRequest,
  Watched,
} from '../feed.js';

export type Topic = 'hello' | 'tick' | 'rows' | 'connection' | 'lints' | 'gone' | 'view' | 'step';

/** What the person has chosen. */
export interface View {
  /** Undefined for that of the connection, or the first. */
  protocol: number | undefined;
  half: 'read' | 'write';
  filter: string;
  sort: Column;
  descending: boolean;
  connection: number | null;
  time: number | 'live';
  /** Sequence number of the transition that is looked at. */
  step: number | undefined;
}

/** All that the page has been told of the connection it watches. */
export interface WatchedHistory {
  row: Row;
  standing: Watched['standing'];
  missed: Watched['missed'];
  records: RecordedStep[];
  chunks: Chunk[];
}

export class Model {
  hello: Hello | undefined = undefined;
  tick: Tick | undefined = undefined;
  rows: Rows | undefined = undefined;
  readonly rowOf = new Map<number, ListedRow>();
  /** A filter that the program has refused: the list stays as it was. */
  refusedFilter: string | undefined = undefined;
  history: WatchedHistory | undefined = undefined;
  /** The byte that is looked at, by its offset in the direction of the transition's half. */
  byte: number | undefined = undefined;
  lints: readonly Lint[] = [];
  gone: string | undefined = undefined;
  readonly view: View;
  /** Tells the program what is looked at. */
  request: (request: Omit<ViewRequest, 'view'>) => void = () => undefined;

  /** Steps in time that were asked for while another one was under way: forth, or, below 0, back. */
  stepsDue = 0;
  #goesTo: number | 'live' | undefined;

  readonly #listeners = new Map<Topic, (() => void)[]>();

  constructor(view: View) {
    this.view = view;
  }

  on(topics: readonly Topic[], listener: () => void): void {
    for (const topic of topics) this.#listeners.set(topic, [...(this.#listeners.get(topic) ?? []), listener]);
  }

  tell(topic: Topic): void {
    for (const listener of this.#listeners.get(topic) ?? []) listener();
  }

  /** Takes a message of the feed. */
  take(message: FeedMessage): void {
    switch (message.type) {
      case 'hello':
        this.#greet(message);
        break;
      case 'tick':
        this.tick = message;
        this.#arrive(message);
        break;
      case 'rows':
        this.#takeRows(message);
        break;
      case 'connection':
        this.#takeWatched(message);
        break;
      case 'lints':
        this.lints = message.lints;
        break;
      case 'gone':
        this.gone = message.reason;
        break;
    }
    this.tell(message.type);
  }

  /** Changes what the person has chosen; `request` is what the program must know of it. */
  choose(change: Partial<View>, request?: Omit<ViewRequest, 'view'>): void {
    Object.assign(this.view, change);
    if (request !== undefined) this.request(request);
    this.tell('view');
  }

  /** Looks at a connection, or at none. */
  watch(connection: number | null): void {
    if (connection === this.view.connection) return;
    this.history = undefined;
    this.byte = undefined;
    // What it speaks is what there is to see of it.
    const protocol = this.rowOf.get(connection ?? 0)?.protocol ?? this.view.protocol;
    this.choose({ connection, step: undefined, protocol }, { connection });
    this.tell('connection');
  }

  /** Looks at one transition of the connection that is watched, and at one byte that it was about. */
  lookAt(step: number | undefined, byte?: number): void {
    this.view.step = step;
    this.byte = byte;
    this.tell('step');
  }

  goTo(time: number | 'live'): void {
    this.#goesTo = time;
    if (time === 'live') this.stepsDue = 0;
    this.choose({ time }, { time });
  }

  /** Whether the list shows what the filter lets through, and not still what an earlier one did. */
  get isFiltered(): boolean {
    const { filter } = this.view;
    return this.rows?.filter === filter || this.refusedFilter === filter;
  }

  /** Whether the moment that was chosen last is not shown yet. */
  get isOnItsWay(): boolean {
    return this.#goesTo !== undefined;
  }

  get protocol(): ProtocolInfo | undefined {
    const { protocol = this.history?.row.protocol } = this.view;
    return this.hello?.protocols[protocol ?? 0] ?? this.hello?.protocols[0];
  }

  /** Whether it is an actor of plain XState: that has one half, and no bytes. */
  isActor(protocol: number): boolean {
    return this.hello?.protocols[protocol]?.role === 'actor';
  }

  /** Whether all that there is are such actors. */
  get isOfActors(): boolean {
    const { source, protocols = [] } = this.hello ?? {};
    return source?.kind === 'xstate' || (protocols.length > 0 && protocols.every(({ role }) => role === 'actor'));
  }

  /** What to say where a connection was asked for that there is not; undefined where there is one, or none was asked for. */
  get missing(): string | undefined {
    const { connection } = this.view;
    if (connection === null || this.history !== undefined || this.tick === undefined) return undefined;
    return `There is no #${connection} now: it has ended in order, or was never here.`;
  }

  /** The chart on the page. */
  get chart(): Chart | undefined {
    const { protocol } = this;
    const id = this.view.half === 'write' ? (protocol?.write ?? protocol?.read) : protocol?.read;
    return id === undefined ? undefined : this.hello?.charts[id];
  }

  chartOf(protocol: number, half: 'read' | 'write'): Chart | undefined {
    const info = this.hello?.protocols[protocol];
    const id = half === 'read' ? info?.read : info?.write;
    return id === undefined ? undefined : this.hello?.charts[id];
  }

  /** Path of a state, or a dash where the half is in none yet. */
  stateName(protocol: number, half: 'read' | 'write', state: number): string {
    return this.chartOf(protocol, half)?.states[state]?.path ?? '–';
  }

  /** The field that the byte is part of, where it is named. */
  get field(): Field | undefined {
    const { byte } = this;
    if (byte === undefined) return undefined;
    return this.selected?.fields?.find(({ offset, length }) => offset <= byte && byte < offset + length);
  }

  get selected(): RecordedStep | undefined {
    return this.history?.records.find(({ sequence }) => sequence === this.view.step);
  }

  #arrive({ time, history: { live, latest } }: Tick): void {
    const to = this.#goesTo;
    // Of what is later than the latest, that is shown.
    if (to === 'live' ? live : to === undefined || (!live && (time === to || time === latest)))
      this.#goesTo = undefined;
  }

  #greet(hello: Hello): void {
    this.hello = hello;
    this.#goesTo = undefined;
    this.stepsDue = 0;
    this.gone = undefined;
    this.rowOf.clear();
  }

  #takeRows(message: Rows): void {
    this.rows = message;
    for (const packed of message.rows) this.rowOf.set(packed[0], unpackRow(packed));
    if (this.rowOf.size > MOST_ROWS) {
      const shown = new Set(message.order);
      for (const id of this.rowOf.keys()) if (!shown.has(id)) this.rowOf.delete(id);
    }
  }

  #takeWatched({ row, whole, missed, records, chunks, standing }: Watched): void {
    if (row.id !== this.view.connection) return;
    const before = whole ? undefined : this.history;
    const all = before === undefined ? [...records] : before.records;
    const moved = before === undefined ? [...chunks] : before.chunks;
    if (before !== undefined) {
      all.push(...records);
      moved.push(...chunks);
    }
    nameLate(all, chunks);
    if (all.length > 2 * MOST_RECORDS) all.splice(0, all.length - MOST_RECORDS);
    if (moved.length > 2 * MOST_RECORDS) moved.splice(0, moved.length - MOST_RECORDS);
    this.history = { row, standing, missed, records: all, chunks: moved };
  }
}

/** Enough for what a screen shows and what was scrolled past. */
const MOST_ROWS = 2000;
/** A page that is left open on a busy connection must not grow. */
const MOST_RECORDS = 5_000;
