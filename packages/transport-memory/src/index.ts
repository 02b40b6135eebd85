/** A socket pair and a simulated network in memory: everything that TCP does to a program, repeatable from a seed. */
export {
  type Arrived,
  asWritten,
  byteByByte,
  type Chunking,
  type Cutter,
  coalesced,
  cutAt,
  fixedSize,
  randomSizes,
} from './chunking.js';
export { memoryCodes } from './errors.js';
export type { EndpointOptions, SimulatedEndpoint } from './network/endpoint.js';
export { type NetworkOptions, type SimulatedNetwork, simulatedNetwork } from './network/network.js';
export { type PairOptions, type SocketPair, socketPair } from './pair.js';
export { Random } from './random.js';
export { StandstillError, StepLimitError } from './simulation/errors.js';
export type { RunMode, RunOptions, Simulation, SimulationOptions } from './simulation/simulation.js';
export type { MemoryMode } from './socket/chunk-memory.js';
export { byteAMinute, type Conditions } from './socket/conditions.js';
export type { End, SimulatedConnection } from './socket/connection.js';
export type { SocketOptions } from './socket/socket.js';
export { formatTrace, type TraceEvent, type TraceRecord } from './trace.js';
