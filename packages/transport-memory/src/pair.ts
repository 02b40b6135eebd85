/** Two sockets that are connected with each other, without a network around them. */
import { type Address, checkOptions, type Transport } from '@wirechart/core';
import { SIMULATION_OPTIONS, Simulation, type SimulationOptions } from './simulation/simulation.js';
import { CONDITIONS, type Conditions } from './socket/conditions.js';
import { SimulatedConnection } from './socket/connection.js';
import { SOCKET_OPTIONS, socketOptionsFrom } from './socket/options.js';
import { Route } from './socket/route.js';
import type { SocketOptions } from './socket/socket.js';
import type { TraceRecord } from './trace.js';

export interface PairOptions extends SimulationOptions, Partial<SocketOptions>, Partial<Conditions> {
  readonly onTrace?: (record: TraceRecord) => void;
}

export interface SocketPair {
  readonly client: Transport;
  readonly server: Transport;
  /** The connection between them, to stall or reset it. */
  readonly connection: SimulatedConnection;
  /** Time and steps. By default the pair runs by itself while bytes are under way. */
  readonly simulation: Simulation;
}

/**
 * Makes a pair of connected sockets. Options hold for both directions.
 *
 * @throws RangeError for an option out of range; TypeError for an option of an unknown name.
 * @example
 * const { client, server } = socketPair({ chunking: byteByByte() });
 */
export function socketPair(options: PairOptions = {}): SocketPair {
  checkOptions<PairOptions>('socketPair', options, {
    ...SIMULATION_OPTIONS,
    ...SOCKET_OPTIONS,
    ...CONDITIONS,
    onTrace: true,
  });
  const simulation = new Simulation(options);
  const end = (name: string) => ({
    address: { kind: 'name', name } satisfies Address,
    options: socketOptionsFrom(options),
    sends: {},
    route: new Route(simulation, options),
  });
  const connection = new SimulatedConnection(
    simulation,
    1,
    { client: end('client'), server: end('server') },
    (record) => options.onTrace?.({ time: simulation.clock.now(), ...record }),
  );
  return { client: connection.sockets.client, server: connection.sockets.server, connection, simulation };
}
