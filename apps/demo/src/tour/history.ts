/** Which states the halves of connections went through, by the trace. */
import type { HalfName, TraceRecord } from '@wirechart/core';

/** The states of both halves in order, each from its initial state. */
export type History = Readonly<Record<HalfName, readonly string[]>>;

export class HistoryKeeper {
  readonly #connections = new Map<string, Record<HalfName, string[]>>();

  /** Takes a transition; give this to the option `onTransition`. */
  readonly onTransition = ({ connection, half, from, to }: TraceRecord): void => {
    let history = this.#connections.get(connection);
    if (history === undefined) {
      history = { read: [], write: [] };
      this.#connections.set(connection, history);
    }
    const states = history[half];
    if (states.length === 0 && from !== '') states.push(from);
    if (states.at(-1) !== to) states.push(to);
  };

  /** The history of the connection that was opened last. */
  last(): History {
    return [...this.#connections.values()].at(-1) ?? { read: [], write: [] };
  }
}
