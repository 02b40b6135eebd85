/** A simulated connection: its two sockets, and what can be done to it from outside. */
import { type Address, formatAddress } from '@wirechart/core';
import type { Simulation } from '../simulation/simulation.js';
import type { TraceRecord } from '../trace.js';
import type { Conditions } from './conditions.js';
import type { Route } from './route.js';
import { MemorySocket, type SocketNote, type SocketOptions } from './socket.js';
import { Wire } from './wire.js';

/** The two ends by role: the client connected, the server accepted. */
export type End = 'client' | 'server';

export interface EndSetting {
  readonly address: Address;
  readonly options: SocketOptions;
  /** Conditions of what this end sends, over those of its route. */
  readonly sends: Partial<Conditions>;
  readonly route: Route;
}

export class SimulatedConnection {
  /** Number of the connection, from 1 in the order of connecting. */
  readonly id: number;
  /** @internal */
  readonly sockets: Readonly<Record<End, MemorySocket>>;
  /** @internal */
  readonly wires: Readonly<Record<End, Wire>>;
  readonly #note: (record: Omit<TraceRecord, 'time'>) => void;

  /** @internal */
  constructor(
    simulation: Simulation,
    id: number,
    ends: Readonly<Record<End, EndSetting>>,
    note: (record: Omit<TraceRecord, 'time'>) => void,
  ) {
    this.id = id;
    this.#note = note;
    const wire = (end: End): Wire =>
      new Wire(simulation, ends[end].route, simulation.source.fork(`wire ${id} ${end}`), ends[end].sends);
    this.wires = { client: wire('client'), server: wire('server') };
    const socket = (end: End): MemorySocket => {
      const local = ends[end].address;
      const at = formatAddress(local);
      return new MemorySocket(
        {
          simulation,
          random: simulation.source.fork(`chunks ${id} ${end}`),
          wire: this.wires[end],
          local,
          remote: ends[end === 'client' ? 'server' : 'client'].address,
          note: (event, detail?: SocketNote) => note({ connection: id, at, event, ...detail }),
        },
        ends[end].options,
      );
    };
    this.sockets = { client: socket('client'), server: socket('server') };
    this.sockets.client.join(this.sockets.server);
    this.sockets.server.join(this.sockets.client);
  }

  get client(): Address {
    return this.sockets.client.local;
  }

  get server(): Address {
    return this.sockets.server.local;
  }

  /** Resets the connection from between: both ends get `ECONNRESET`, now, and what is under way is lost. */
  reset(): void {
    this.#noteCut('cut');
    this.sockets.client.receiveReset();
    this.sockets.server.receiveReset();
  }

  /** Resets it as {@link reset} does when `to` was delivered exactly `bytes` bytes; 0 is before the first one. */
  resetAfter(to: End, bytes: number): void {
    this.sockets[to].breakAt({ offset: bytes, happen: () => this.reset() });
  }

  /** Delivers nothing to `to` for so many milliseconds from now on. */
  stall(to: End, milliseconds: number): void {
    this.#noteCut('stall', `${to} ${milliseconds}`);
    this.sockets[to].stall(milliseconds);
  }

  /** Stalls as {@link stall} does when `to` was delivered exactly `bytes` bytes. */
  stallAfter(to: End, bytes: number, milliseconds: number): void {
    this.sockets[to].breakAt({ offset: bytes, happen: () => this.stall(to, milliseconds) });
  }

  /** Compares what memory mode `guarded` keeps. @throws LocalError `memory-changed`. */
  verifyMemory(): void {
    this.sockets.client.verifyMemory();
    this.sockets.server.verifyMemory();
  }

  #noteCut(event: 'cut' | 'stall', detail?: string): void {
    this.#note({ connection: this.id, at: 'network', event, ...(detail === undefined ? {} : { detail }) });
  }
}
