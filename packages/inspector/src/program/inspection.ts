/** What is inspected: the past and present of a program, whoever tells of it, and who wants to hear when there is news. */
import type { AgentMessage } from '../wire/messages.js';
import { History } from './history.js';

export interface InspectionListener {
  /** There is news: a tick, or of a watched connection. */
  changed(): void;
  /** There will be no more. */
  gone(reason: string): void;
}

export class Inspection {
  readonly history: History;
  /** Why no more will come; undefined while more may. */
  goneBecause: string | undefined = undefined;
  readonly #listeners = new Set<InspectionListener>();
  readonly #ask: (ids: readonly number[]) => void;
  #watched = '';

  /** @param watch asks the agent to tell of these connections in full, and of no others */
  constructor(watch: (ids: readonly number[]) => void = () => undefined, history = new History()) {
    this.#ask = watch;
    this.history = history;
  }

  /** The agent told this. */
  receive(message: AgentMessage): void {
    this.history.apply(message);
    if (message.type === 'tick' || message.type === 'steps' || message.type === 'ended') {
      for (const listener of this.#listeners) listener.changed();
    }
  }

  /** The agent will tell no more. */
  end(reason: string): void {
    this.goneBecause = reason;
    for (const listener of this.#listeners) listener.gone(reason);
  }

  /** Returns what ends it. */
  subscribe(listener: InspectionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  watch(ids: readonly number[]): void {
    const text = [...ids].sort((a, b) => a - b).join();
    if (text === this.#watched) return;
    this.#watched = text;
    this.#ask(ids);
  }
}
