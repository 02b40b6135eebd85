/** What an author tells the suite of replies about a protocol. */
import type { Endpoint, Protocol } from '@wirechart/core';

export interface RepliesContract<TRequest, TReply, TIncoming = unknown, TAnswer = unknown> {
  readonly name: string;
  /** A new network in memory. */
  readonly world: () => World;
  readonly client: () => Protocol<TReply, TRequest>;
  readonly server: () => Protocol<TIncoming, TAnswer>;
  /** The request of a number. Those of different numbers have replies by which they can be told apart. */
  readonly request: (number: number) => TRequest;
  /** The reply to a request, as a server sends it. */
  readonly answer: (request: TIncoming) => TAnswer;
  /** What a server might send that nobody asked for. */
  readonly invented?: TAnswer;
  /** Whether a reply is the one to this request. */
  readonly belongs: (reply: TReply, request: TRequest) => boolean;
  /** Random runs. Default 200. */
  readonly runs?: number;
  /** Seed of what is random. Default: a fresh one, printed when it finds something. */
  readonly seed?: number;
}

export interface World {
  readonly endpoint: Endpoint;
  /** Resolves when nothing is under way any more. */
  settle(): Promise<unknown>;
}
