/** Who listens where, the ways between hosts, and how a connection comes about. */
import type { Address, Transport } from '@wirechart/core';
import type { Simulation } from '../simulation/simulation.js';
import type { Conditions } from '../socket/conditions.js';
import { SimulatedConnection } from '../socket/connection.js';
import { Route } from '../socket/route.js';
import type { SocketOptions } from '../socket/socket.js';
import type { TraceRecord } from '../trace.js';

/** One side of a connection to be. */
export interface Side {
  readonly options: SocketOptions;
  readonly sends: Partial<Conditions>;
}

export interface Answering extends Side {
  readonly accept: (transport: Transport) => void;
}

export interface SwitchboardOptions {
  readonly simulation: Simulation;
  /** What sockets are made with where an endpoint says nothing else. */
  readonly defaults: Partial<SocketOptions>;
  /** Conditions of the ways between hosts where nothing else is said. */
  readonly conditions: Partial<Conditions>;
  readonly note: (record: Omit<TraceRecord, 'time'>) => void;
  readonly onConnection: ((connection: SimulatedConnection) => void) | undefined;
}

export class Switchboard {
  readonly simulation: Simulation;
  readonly defaults: Partial<SocketOptions>;
  readonly #options: SwitchboardOptions;
  readonly #listening = new Map<string, Answering>();
  readonly #routes = new Map<string, Map<string, Route>>();
  /** Number of the next socket of each host that connects. */
  readonly #ports = new Map<string, number>();
  #connections = 0;

  constructor(options: SwitchboardOptions) {
    this.simulation = options.simulation;
    this.defaults = options.defaults;
    this.#options = options;
  }

  /** The way from one host to another. */
  route(from: string, to: string): Route {
    let routes = this.#routes.get(from);
    if (routes === undefined) {
      routes = new Map();
      this.#routes.set(from, routes);
    }
    let route = routes.get(to);
    if (route === undefined) {
      route = new Route(this.simulation, this.#options.conditions);
      routes.set(to, route);
    }
    return route;
  }

  /** Starts answering for a host. Returns how to stop, or undefined if somebody else does. */
  answer(host: string, answering: Answering): (() => void) | undefined {
    if (this.#listening.has(host)) return undefined;
    this.#listening.set(host, answering);
    this.#options.note({ connection: 0, at: host, event: 'listen' });
    return () => {
      if (this.#listening.get(host) === answering) this.#listening.delete(host);
    };
  }

  /** Tries to connect; `answered` gets the transport, or undefined when refused. */
  call(from: string, to: string, calling: Side, answered: (transport: Transport | undefined) => void): void {
    this.#connections += 1;
    const id = this.#connections;
    const local = this.#ephemeral(from);
    const { note } = this.#options;
    note({ connection: id, at: local.name, event: 'connect', detail: to });
    const there = this.route(from, to);
    const back = this.route(to, from);

    const arrive = () => {
      const answering = this.#listening.get(to);
      if (answering === undefined) return send(back, refuse);
      const connection = new SimulatedConnection(
        this.simulation,
        id,
        {
          client: { address: local, route: there, options: calling.options, sends: calling.sends },
          server: { address: named(to), route: back, options: answering.options, sends: answering.sends },
        },
        note,
      );
      note({ connection: id, at: to, event: 'accepted', detail: local.name });
      // Ahead of all that the server may write at once.
      connection.wires.server.send(0, () => {
        note({ connection: id, at: local.name, event: 'connected' });
        answered(connection.sockets.client);
      });
      this.#options.onConnection?.(connection);
      answering.accept(connection.sockets.server);
    };
    const refuse = () => {
      note({ connection: id, at: local.name, event: 'refused' });
      answered(undefined);
    };
    const send = (route: Route, packet: () => void) => {
      const latency = route.latency(this.simulation.source.fork(`handshake ${id}`));
      this.simulation.plan(latency, () => route.pass(packet));
    };
    send(there, arrive);
  }

  /** A name of its own for each socket that connects, as an ephemeral port would give it. */
  #ephemeral(host: string): NamedAddress {
    const port = (this.#ports.get(host) ?? 0) + 1;
    this.#ports.set(host, port);
    return named(`${host}:${port}`);
  }
}

type NamedAddress = Extract<Address, { kind: 'name' }>;

function named(name: string): NamedAddress {
  return { kind: 'name', name };
}
