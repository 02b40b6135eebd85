/** What the first process and the others say to each other. */
import type { Address, ServerMetrics } from '@wirechart/core';
import type { Failure } from './failure.js';

export type ToWorker =
  | { readonly wirechart: 'close' }
  | { readonly wirechart: 'abort' }
  /** Nothing more is sent, connections neither: the answer to `closed`. */
  | { readonly wirechart: 'exit' }
  /** The answer to `waiting`: all of them have been sent. */
  | { readonly wirechart: 'none-waiting' }
  | { readonly wirechart: 'metrics'; readonly id: number };

export type FromWorker =
  | { readonly wirechart: 'listening'; readonly address: Address }
  | { readonly wirechart: 'failed'; readonly failure: Failure }
  | { readonly wirechart: 'metrics'; readonly id: number; readonly metrics: ServerMetrics }
  /** Asks whether connections wait to be sent, here or elsewhere: it takes them before it stops listening. */
  | { readonly wirechart: 'waiting' }
  /** The last numbers: it ends when it is told to exit. */
  | { readonly wirechart: 'closed'; readonly metrics: ServerMetrics };

/** Other programs of the process use the same channel. */
export function isOurs<T extends ToWorker | FromWorker>(message: unknown): message is T {
  return typeof message === 'object' && message !== null && 'wirechart' in message;
}
