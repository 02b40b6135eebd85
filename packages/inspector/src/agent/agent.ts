/**
 * The agent: looks at the connections of this process for whoever is attached. It has a timer, but nothing depends on it: what is told ten
 * times a second is told in the turn of a connection, because timers come late just when there is something to see.
 */
import type { Watchable, WatchedConnection, Watcher } from '@wirechart/core';
import type { AgentHello, AgentTick, EndedConnection, OpenedConnection } from '../wire/messages.js';
import { Captures } from './captures.js';
import { Catalogue } from './catalogue.js';
import { Changed } from './changed.js';
import { endedFor, failureOf } from './failure.js';
import { KeptFailures, stepsOfFailure } from './kept-failures.js';
import { Attachment, type Reader } from './reader.js';
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

export class Agent implements Watcher {
  readonly #options: AgentOptions;
  readonly #every: number;
  readonly #catalogue = new Catalogue();
  readonly #sources = new Set<Watchable>();
  readonly #failures = new KeptFailures();
  readonly #readers = new Map<Reader, Attachment>();
  // Only while somebody is attached:
  readonly #tracked = new Map<number, Tracked>();
  readonly #captures = new Captures(this.#catalogue, this.#readers, () => this.#now());
  readonly #changed = new Changed<Tracked>();
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
  whenLeft: (() => void) | undefined = undefined;

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
    this.#changed.add(tracked);
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
    this.#changed.add(tracked);
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
    this.#readers.set(reader, new Attachment());
    if (this.#readers.size === 1) {
      for (const source of this.#sources) source.watch(this);
      if (this.#options.clock === undefined) this.#timer = setInterval(() => this.#idle(), this.#every).unref();
    }
    // What was captured for others may not be for this one.
    if (!reader.payload) {
      for (const id of this.#captures.ids()) this.#captures.begin(this.#tracked.get(id) as Tracked);
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
    this.#captures.drop();
  }

  detach(reader: Reader): void {
    if (!this.#readers.delete(reader)) return;
    this.#captures.drop();
    if (this.#readers.size > 0) return;
    clearInterval(this.#timer);
    for (const { connection } of this.#tracked.values()) connection.tag = undefined;
    this.#tracked.clear();
    this.#changed.clear();
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
    const news = this.#changed.size > 0 || this.#ended.length > 0;
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
    const rows = this.#changed.take().map((tracked) => tracked.row(this.#catalogue));
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
    // Before it is told that one of them is over.
    this.#captures.tell(time, served);
    if (ended.length > 0) this.#tellEnded(ended);
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
      this.#captures.forget(id);
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
    this.#changed.add(tracked);
    this.#opened.push(tracked.opened());
    const eager = [...this.#readers].filter(([{ everything }]) => everything === true);
    for (const [, { watched }] of eager) watched.add(tracked.id);
    if (eager.length > 0) this.#captures.begin(tracked);
  }

  #nextNumber(): number {
    this.#numbered += 1;
    return this.#numbered;
  }

  #beginWatching(reader: Reader, { lost }: Attachment, id: number): void {
    const kept = this.#failures.find(id);
    if (kept !== undefined) return reader.tell(stepsOfFailure(kept, this.#catalogue));
    const tracked = this.#tracked.get(id);
    if (tracked === undefined) return;
    if (this.#captures.has(id)) lost.add(id);
    else this.#captures.begin(tracked);
    // It is told how it stands as soon as may be.
    this.#nextTick = 0;
    this.#lastTick = 0;
  }
}

/** Milliseconds between two ticks, and between two in which nothing has changed. */
const TICK = 100;
const HEARTBEAT = 500;
