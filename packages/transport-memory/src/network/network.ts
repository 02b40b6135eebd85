/**
 * A network in memory: hosts with names, connections between them, time that is simulated, and everything that can go
 * wrong. An application written for TCP runs on it unchanged; only the endpoint is another.
 */
import { checkOptions } from '@wirechart/core';
import { SIMULATION_OPTIONS, Simulation, type SimulationOptions } from '../simulation/simulation.js';
import { CONDITIONS, type Conditions, checkConditions, conditionsFrom } from '../socket/conditions.js';
import type { SimulatedConnection } from '../socket/connection.js';
import { SOCKET_OPTIONS, socketOptionsFrom } from '../socket/options.js';
import type { SocketOptions } from '../socket/socket.js';
import type { TraceRecord } from '../trace.js';
import { type EndpointOptions, SimulatedEndpoint } from './endpoint.js';
import { Switchboard } from './switchboard.js';

/** Options of sockets and conditions hold for all hosts that say nothing else. */
export interface NetworkOptions extends SimulationOptions, Partial<SocketOptions>, Partial<Conditions> {
  /** Told what happens. The same seed and the same program give the same records. */
  readonly onTrace?: (record: TraceRecord) => void;
  /** Told of each connection as it comes about, before a byte was sent: the place to plan faults. */
  readonly onConnection?: (connection: SimulatedConnection) => void;
}

export class SimulatedNetwork extends Simulation {
  readonly #switchboard: Switchboard;
  readonly #note: (record: Omit<TraceRecord, 'time'>) => void;

  /** @throws RangeError for an option out of range; TypeError for an option of an unknown name. */
  constructor(options: NetworkOptions = {}) {
    checkOptions<NetworkOptions>('simulatedNetwork', options, {
      ...SIMULATION_OPTIONS,
      ...SOCKET_OPTIONS,
      ...CONDITIONS,
      onTrace: true,
      onConnection: true,
    });
    super(options);
    conditionsFrom(options);
    const { onTrace } = options;
    this.#note = (record) => onTrace?.({ time: this.clock.now(), ...record });
    this.#switchboard = new Switchboard({
      simulation: this,
      defaults: socketOptionsFrom(options),
      conditions: options,
      note: this.#note,
      onConnection: options.onConnection,
    });
  }

  /**
   * A host to listen on or to connect to. Endpoints of one name are the same host, with different options perhaps.
   *
   * @throws RangeError for an option out of range; TypeError for an option of an unknown name.
   */
  endpoint(name: string, options: EndpointOptions = {}): SimulatedEndpoint {
    return new SimulatedEndpoint(this.#switchboard, name, options);
  }

  /** Changes what is given of the way between two hosts, in both directions, for what leaves from now on. @throws RangeError; TypeError. */
  setConditions(a: string, b: string, conditions: Partial<Conditions>): void {
    checkConditions('setConditions', conditions);
    for (const route of [this.#switchboard.route(a, b), this.#switchboard.route(b, a)]) {
      route.conditions = { ...route.conditions, ...conditions };
    }
  }

  /** Parts two hosts: nothing arrives, in neither direction, until {@link release}. Nothing is lost, and no one is told. */
  hold(a: string, b: string): void {
    this.#note({ connection: 0, at: a, event: 'hold', detail: b });
    this.#switchboard.route(a, b).hold();
    this.#switchboard.route(b, a).hold();
  }

  /** Ends a {@link hold}: what was held back arrives, in order. */
  release(a: string, b: string): void {
    this.#note({ connection: 0, at: a, event: 'release', detail: b });
    this.#switchboard.route(a, b).release();
    this.#switchboard.route(b, a).release();
  }

  /** Holds two hosts apart for so many milliseconds. */
  stall(a: string, b: string, milliseconds: number): void {
    this.hold(a, b);
    this.plan(milliseconds, () => this.release(a, b));
  }
}

/**
 * Makes a network.
 *
 * @throws RangeError for an option out of range; TypeError for an option of an unknown name.
 * @example
 * const network = simulatedNetwork({ seed: 7, latency: [5, 50], chunking: randomSizes() });
 * const server = await serve(protocol, handler, network.endpoint('server'));
 * const client = await connect(protocol, network.endpoint('server'));
 */
export function simulatedNetwork(options?: NetworkOptions): SimulatedNetwork {
  return new SimulatedNetwork(options);
}
