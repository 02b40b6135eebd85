/** One connection, as the agent keeps track of it while somebody is attached. */
import { type ConnectionGlance, formatAddress, type Need, type WatchedConnection } from '@wirechart/core';
import type { AgentRow, OpenedConnection } from '../wire/messages.js';
import type { Catalogue } from './catalogue.js';
import { drawnState, drawnStates } from './drawn.js';

export class Tracked {
  readonly id: number;
  readonly connection: WatchedConnection;
  /** Whether it has changed since the last tick. */
  dirty = false;
  /** Whether it has ended. */
  over = false;
  readonly #opened: number;
  #stage: ConnectionGlance['stage'];
  #read = -1;
  #write = -1;
  #consumed = -1;
  #written = -1;
  #readSince: number;
  #writeSince: number;
  // What was told last.
  #toldStage: ConnectionGlance['stage'];
  #toldRead = -1;
  #toldWrite = -1;

  /** @param now when it was seen first; it may have been open before */
  constructor(id: number, connection: WatchedConnection, now: number) {
    this.id = id;
    this.connection = connection;
    this.#opened = now;
    connection.connection.glance(glance);
    // Nothing has happened since: so long it has been where it is, at least.
    this.#readSince = glance.now;
    this.#writeSince = glance.now;
    this.#note();
  }

  /** A turn is over. Called very often. */
  turned(now: number): void {
    this.connection.connection.glance(glance);
    const { stage, read, write, consumed, written } = glance;
    // Whoever is back where it was has been elsewhere meanwhile if bytes were read, or written.
    if (read !== this.#read || stage !== this.#stage || (consumed !== this.#consumed && !this.#isStream)) {
      this.#readSince = now;
    }
    if (write !== this.#write || written !== this.#written) this.#writeSince = now;
    this.#note();
  }

  /** Whether it is not where it was told to be. */
  get isElsewhere(): boolean {
    return (
      this.over ||
      this.#read !== this.#toldRead ||
      this.#write !== this.#toldWrite ||
      this.#stage !== this.#toldStage ||
      this.#toldStage === undefined
    );
  }

  opened(): OpenedConnection {
    const { connection, transport } = this.connection;
    const { stage } = connection.look();
    const { local, remote } = transport;
    return {
      id: this.id,
      name: `${stage.protocol.name}/${stage.role}/${this.id}`,
      remote: formatAddress(remote),
      local: formatAddress(local),
      time: this.#opened,
    };
  }

  row(catalogue: Catalogue): AgentRow {
    this.connection.connection.glance(glance);
    const { stage, read, write, buffered, written, queued } = glance;
    this.#toldStage = stage;
    this.#toldRead = read;
    this.#toldWrite = write;
    return {
      id: this.id,
      protocol: stage === undefined ? 0 : catalogue.idOf(stage),
      read: stage === undefined ? read : drawn(stage.read, read),
      also: stage === undefined ? NONE : furtherStates(stage.read, read),
      write: stage === undefined ? write : drawn(stage.write, write),
      readSince: this.#readSince,
      writeSince: this.#writeSince,
      bytesIn: this.connection.connection.receivedBytes,
      bytesOut: written,
      buffered,
      queued,
    };
  }

  #note(): void {
    this.#stage = glance.stage;
    this.#read = glance.read;
    this.#write = glance.write;
    this.#consumed = glance.consumed;
    this.#written = glance.written;
  }

  /** Whether the state reads piece by piece: then bytes are read within it. */
  get #isStream(): boolean {
    const { stage, read } = glance;
    if (stage === undefined) return false;
    let streams = streaming.get(stage);
    if (streams === undefined) {
      streams = stage.read.needs.map((need) => need !== undefined && readsWithin(need));
      streaming.set(stage, streams);
    }
    return streams[read] === true;
  }
}

const streaming = new WeakMap<NonNullable<ConnectionGlance['stage']>, readonly boolean[]>();
/** Whether bytes are read without a transition. */
function readsWithin(need: Need): boolean {
  return need.kind === 'stream' || need.kind === 'whole' || need.kind === 'skip';
}

/** Most states are what is drawn; it is worked out for the others alone. */
function drawn(logic: NonNullable<ConnectionGlance['stage']>['read'], state: number): number {
  return state >= 0 && (logic.states[state] as string).includes(COMBINED) ? drawnState(logic, state) : state;
}

function furtherStates(logic: NonNullable<ConnectionGlance['stage']>['read'], state: number): readonly number[] {
  return (logic.states[state] as string).includes(COMBINED) ? drawnStates(logic, state).slice(1) : NONE;
}

const NONE: readonly number[] = [];
/** Stands between the states of regions. */
const COMBINED = ' & ';

/** One for all: it is read right after it was filled. */
const glance: ConnectionGlance = {
  stage: undefined,
  read: -1,
  write: -1,
  consumed: 0,
  buffered: 0,
  written: 0,
  queued: 0,
  now: 0,
};
