/** What an author tells the connection suite about a protocol. */
import type { Connection, ConnectionEvent, Limits, Prepared, Protocol } from '@wirechart/core';
import type { Arbitrary } from 'fast-check';
import type { Part } from '../protocol/contract.js';

export interface ConnectionContract<TRequest, TReply> {
  readonly name: string;
  readonly client: () => Protocol<TReply, TRequest>;
  readonly server: () => Protocol<TRequest, TReply>;
  /** What the client sends. A message must arrive as what it was sent as. */
  readonly request: Arbitrary<TRequest>;
  /** What the server answers, none or several: a function of the request alone. */
  readonly replies: (request: TRequest) => readonly TReply[];
  /** Whether an exchange may end the connection, so that requests after it are not answered. Default false. */
  readonly endsItself?: boolean;
  /** See {@link ProtocolContract.part}. */
  readonly part?: (event: ConnectionEvent<TRequest | TReply>) => Part | undefined;
  /** Default: so small that some messages fill the buffers. */
  readonly limits?: Partial<Limits>;
  /** Random runs. Default 200. */
  readonly runs?: number;
  /** Commands of a run, at most. Default 60. */
  readonly commands?: number;
  /** Seed of what is random. Default: a fresh one, printed when it finds something. */
  readonly seed?: number;
  /** See {@link ProtocolContract.connection}. */
  readonly connection?: <TI, TO>(prepared: Prepared<TI, TO>, now: number) => Connection<TI, TO>;
}
