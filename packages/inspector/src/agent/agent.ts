/**
 * The agent: looks at the connections of this process for whoever is attached. It has a timer, but nothing depends on it: what is told ten
 * times a second is told in the turn of a connection, because timers come late just when there is something to see.
 */
import type { Watchable, WatchedConnection, Watcher } from '@wirechart/core';
import type {
  AgentHello,
  AgentMessage,
  AgentTick,
  EndedConnection,
  OpenedConnection,
  Steps,
} from '../wire/messages.js';
import { Capture } from './capture.js';
import { Catalogue } from './catalogue.js';
import { failureOf, generalText } from './failure.js';
import { type KeptFailure, KeptFailures } from './kept-failures.js';
import { stepsOfTrace } from './trace-steps.js';
import { Tracked } from './tracked.js';

export interface AgentOptions {
  /** Lets contexts, texts and bytes be told to who asks for them. Default false: their lengths alone. */
  readonly payload?: boolean;
  /** What the program is called. */
  readonly title: string;
  /** Milliseconds between two ticks. Default 100. */
  readonly every?: number;
  /** Where time comes from, if that is no real time: then nothing is told but in the turn of a connection. */
  readonly clock?: { now(): number } | undefined;
}

/** Somebody who is attached. */
export interface Reader {
  /** Whether it is told payload: both sides have agreed to it. */
  readonly payload: boolean;
  /** Whether it watches every connection in full, from its beginning. */
  readonly everything?: boolean;
  /** Whether it has taken what it was told last. If not, it is left out, and told how often. */
  readonly ready: boolean;
  tell(message: AgentMessage): void;
}

interface Attachment {
  /** Ticks that it was left out of since the last. */
  gap: number;
  /** Whether others were told meanwhile what it was not. */
  behind: boolean;
  readonly watched: Set<number>;
  /** Watched connections of which it did not get all. */
  readonly lost: Set<number>;
}

export class Agent implements Watcher {
  readonly #options: AgentOptions;
  readonly #every: number;
  readonly #catalogue = new Catalogue();
  readonly #sources = new Set<Watchable>();
  readonly #failures = new KeptFailures();
  readonly #readers = new Map<Reader, Attachment>();
  // Only while somebody is attached:
  readonly #tracked = new Map<number, Tracked>();
  readonly #captures = new Map<number, { readonly capture: Capture; readonly stop: () => void }>();
  #dirty: Tracked[] = [];
  #opened: OpenedConnection[] = [];
  #ended: EndedConnection[] = [];
  #timer: NodeJS.Timeout | undefined;
  #nextTick = 0;
  #lastTick = 0;
  /** Protocols that readers were told of. */
  #told = 0;
  /** Connections that were given a number. */
  #numbered = 0;
  /** Called when the last reader has left. */
  whenLeft: (() => void) | undefined;

  constructor(options: AgentOptions) {
    this.#options = options;
    this.#every = options.every ?? TICK;
  }

  #now(): number {
    return (this.#options.clock ?? performance).now();
  }

  add(source: Watchable): void {
    this.#sources.add(source);
    source.watch(this);
  }

  remove(source: Watchable): void {
    if (this.#sources.delete(source)) source.watch(undefined);
  }

  /** A server or a client that was given the agent as an option. */
  begun(source: Watchable): void {
    this.#sources.add(source);
  }

  over(source: Watchable): void {
    this.#sources.delete(source);
  }

  // What is told of connections.

  opened(connection: WatchedConnection): void {
    // Charts are known before anything has happened on them.
    this.#catalogue.idOf(connection.connection.look().stage);
    if (this.#readers.size > 0 && !(connection.tag instanceof Tracked)) this.#track(connection, this.#now());
  }

  turned(connection: WatchedConnection, now: number): void {
    const tracked = connection.tag;
    if (!(tracked instanceof Tracked)) return;
    tracked.turned(now);
    this.#mark(tracked);
    if (now >= this.#nextTick) this.#tick(this.#now());
  }

  closed(connection: WatchedConnection, now: number): void {
    const { failure } = connection.connection.look();
    const known = connection.tag instanceof Tracked ? connection.tag : undefined;
    if (failure === undefined && known === undefined) return;
    const tracked = known ?? new Tracked(this.#nextNumber(), connection, now);
    const ended: EndedConnection = {
      id: tracked.id,
      time: now,
      ...(failure === undefined ? {} : { error: failureOf(failure) }),
    };
    if (failure !== undefined) {
      const row = tracked.row(this.#catalogue);
      this.#failures.add({ opened: tracked.opened(), row, ended, trace: failure.trace ?? [] });
    }
    if (known === undefined) return;
    tracked.over = true;
    tracked.turned(now);
    this.#mark(tracked);
    this.#ended.push(ended);
    if (now >= this.#nextTick) this.#tick(this.#now());
  }

  // Who is attached.

  /** How many are. */
  get readers(): number {
    return this.#readers.size;
  }

  /** How many connections are watched in full. */
  get watched(): number {
    return this.#captures.size;
  }

  /** How many ticks readers are behind. */
  get gaps(): number {
    return [...this.#readers.values()].reduce((sum, { gap }) => sum + gap, 0);
  }

  attach(reader: Reader): void {
    this.#readers.set(reader, { gap: 0, behind: false, watched: new Set(), lost: new Set() });
    if (this.#readers.size === 1) {
      for (const source of this.#sources) source.watch(this);
      if (this.#options.clock === undefined) this.#timer = setInterval(() => this.#idle(), this.#every).unref();
    }
    // What was captured for others may not be for this one.
    if (!reader.payload) {
      for (const id of this.#captures.keys()) this.#capture(this.#tracked.get(id) as Tracked);
    }
    this.#tellAll(reader, 0);
  }

  /** Tells a reader of these connections in full, and of no others. */
  watch(reader: Reader, ids: readonly number[]): void {
    const attachment = this.#readers.get(reader);
    if (attachment === undefined) return;
    const before = new Set(attachment.watched);
    if (reader.everything !== true) attachment.watched.clear();
    for (const id of ids) {
      attachment.watched.add(id);
      if (!before.has(id)) this.#beginWatching(reader, attachment, id);
    }
    this.#dropCaptures();
  }

  detach(reader: Reader): void {
    if (!this.#readers.delete(reader)) return;
    this.#dropCaptures();
    if (this.#readers.size > 0) return;
    clearInterval(this.#timer);
    for (const { connection } of this.#tracked.values()) connection.tag = undefined;
    this.#tracked.clear();
    this.#dirty = [];
    this.#opened = [];
    this.#ended = [];
    this.whenLeft?.();
  }

  // Ticks.

  /** Tells what there is to tell, at once. */
  tick(): void {
    this.#tick(this.#now());
  }

  /** A reader that had not taken everything now has: what it was left out of is told with the next turn. */
  catchUp(): void {
    if ([...this.#readers].some(([{ ready }, { gap }]) => ready && gap > 0)) this.#nextTick = 0;
  }

  #idle(): void {
    const now = this.#now();
    const news = this.#dirty.length > 0 || this.#ended.length > 0;
    if (now >= this.#nextTick && (news || now >= this.#lastTick + HEARTBEAT)) this.#tick(now);
  }

  #tick(time: number): void {
    this.#nextTick = time + this.#every;
    const served = new Set([...this.#readers.keys()].filter((reader) => reader.ready));
    if (served.size === 0) {
      // What there is to tell is told later, and is no more by then.
      for (const attachment of this.#readers.values()) attachment.gap += 1;
      return;
    }
    this.#lastTick = time;
    const rows = this.#takeDue().map((tracked) => tracked.row(this.#catalogue));
    const opened = this.#opened;
    const ended = this.#ended;
    this.#opened = [];
    this.#ended = [];
    const news = this.#told !== this.#catalogue.protocols.length;
    const tick: AgentTick = { type: 'tick', time, gap: 0, whole: false, rows, counts: this.#catalogue.counts() };
    for (const [reader, attachment] of this.#readers) {
      const { gap, behind } = attachment;
      if (!served.has(reader)) {
        attachment.gap += 1;
        attachment.behind = true;
        continue;
      }
      attachment.gap = 0;
      attachment.behind = false;
      if (behind) this.#tellAll(reader, gap);
      else {
        if (news) reader.tell(this.#hello(reader));
        if (opened.length > 0) reader.tell({ type: 'opened', connections: opened });
        reader.tell({ ...tick, gap });
      }
    }
    this.#told = this.#catalogue.protocols.length;
    this.#tellSteps(time, served);
    if (ended.length > 0) this.#tellEnded(ended);
  }

  /**
   * Those that have changed. Where they are many, those at once that stand elsewhere than was told, or are over, and of the others
   * some, in turn: all that is late of these is since when, and how many bytes.
   */
  #takeDue(): Tracked[] {
    const changed = this.#dirty;
    this.#dirty = [];
    const due = changed.length <= SOME ? changed : [];
    if (due !== changed) {
      let others = 0;
      for (const tracked of changed) {
        if (tracked.isElsewhere) due.push(tracked);
        else if (others++ < SOME) due.push(tracked);
        else this.#dirty.push(tracked);
      }
    }
    for (const tracked of due) tracked.dirty = false;
    return due;
  }

  /** What watched connections have done: before it is told that one of them is over. */
  #tellSteps(time: number, served: ReadonlySet<Reader>): void {
    for (const [id, { capture }] of this.#captures) {
      const { position } = capture;
      const steps = capture.take(time);
      for (const [reader, { watched, lost }] of this.#readers) {
        if (!watched.has(id)) continue;
        if (!served.has(reader)) lost.add(id);
        else if (lost.delete(id)) reader.tell({ ...steps, missed: position });
        else reader.tell(steps);
      }
    }
  }

  #tellEnded(ended: readonly EndedConnection[]): void {
    for (const [reader, { behind }] of this.#readers) {
      if (!behind) reader.tell({ type: 'ended', connections: ended.map((one) => endedFor(reader, one)) });
    }
    for (const { id } of ended) {
      this.#tracked.delete(id);
      for (const { watched, lost } of this.#readers.values()) {
        watched.delete(id);
        lost.delete(id);
      }
      this.#captures.delete(id);
    }
  }

  /** Everything there is, to one who knows nothing, or nothing any more. */
  #tellAll(reader: Reader, gap: number): void {
    const open = [...this.#tracked.values()];
    const failures = this.#failures.all().filter(({ row }) => !this.#tracked.has(row.id));
    const rows = [...failures.map(({ row }) => row), ...open.map((tracked) => tracked.row(this.#catalogue))];
    reader.tell(this.#hello(reader));
    reader.tell({
      type: 'opened',
      connections: [...failures.map(({ opened }) => opened), ...open.map((tracked) => tracked.opened())],
    });
    reader.tell({ type: 'tick', time: this.#now(), gap, whole: true, rows, counts: this.#catalogue.counts() });
    if (failures.length > 0)
      reader.tell({ type: 'ended', connections: failures.map(({ ended }) => endedFor(reader, ended)) });
  }

  #hello(reader: Reader): AgentHello {
    return {
      type: 'hello',
      version: 1,
      kind: 'live',
      title: this.#options.title,
      pid: process.pid,
      epoch: this.#options.clock === undefined ? performance.timeOrigin : 0,
      payload: reader.payload,
      charts: [...this.#catalogue.charts],
      protocols: [...this.#catalogue.protocols],
    };
  }

  // Connections.

  #track(connection: WatchedConnection, now: number): void {
    const tracked = new Tracked(this.#nextNumber(), connection, now);
    connection.tag = tracked;
    this.#tracked.set(tracked.id, tracked);
    this.#dirty.push(tracked);
    this.#opened.push(tracked.opened());
    const eager = [...this.#readers].filter(([{ everything }]) => everything === true);
    for (const [, { watched }] of eager) watched.add(tracked.id);
    if (eager.length > 0) this.#capture(tracked);
  }

  #mark(tracked: Tracked): void {
    if (tracked.dirty) return;
    tracked.dirty = true;
    this.#dirty.push(tracked);
  }

  #nextNumber(): number {
    this.#numbered += 1;
    return this.#numbered;
  }

  #beginWatching(reader: Reader, { lost }: Attachment, id: number): void {
    const kept = this.#failures.find(id);
    if (kept !== undefined) return reader.tell(this.#stepsOf(kept));
    const tracked = this.#tracked.get(id);
    if (tracked === undefined) return;
    if (this.#captures.has(id)) lost.add(id);
    else this.#capture(tracked);
    // It is told how it stands as soon as may be.
    this.#nextTick = 0;
    this.#lastTick = 0;
  }

  /** What is left of one that has failed. */
  #stepsOf({ row, ended, trace }: KeptFailure): Steps {
    return {
      type: 'steps',
      id: row.id,
      time: ended.time,
      missed: { records: trace[0]?.sequence ?? 0, in: row.bytesIn, out: row.bytesOut },
      records: stepsOfTrace(trace, row.protocol, this.#catalogue),
      chunks: [],
    };
  }

  #capture(tracked: Tracked): void {
    const payload = [...this.#readers.keys()].every((reader) => reader.payload);
    const capture = new Capture(tracked, this.#catalogue, payload, () => this.#now());
    this.#captures.get(tracked.id)?.stop();
    this.#captures.set(tracked.id, { capture, stop: tracked.connection.connection.observe(capture) });
  }

  #dropCaptures(): void {
    for (const id of this.#captures.keys()) {
      if ([...this.#readers.values()].some(({ watched }) => watched.has(id))) continue;
      this.#captures.get(id)?.stop();
      this.#captures.delete(id);
    }
  }
}

/** Without payload an error is told without what is particular to the case, in which bytes of the remote may stand. */
function endedFor(reader: Reader, ended: EndedConnection): EndedConnection {
  if (reader.payload || ended.error === undefined) return ended;
  return { ...ended, error: { ...ended.error, message: generalText(ended.error.message) } };
}

/** Milliseconds between two ticks, and between two in which nothing has changed. */
const TICK = 100;
/** Rows of a tick that can wait: 50 kB, of which a socket takes some at once. More would come with later rounds of a busy event loop. */
const SOME = 1000;
const HEARTBEAT = 500;
