/** A signal that fires ends what it was given to, with its reason, and nothing else. */
import type { AbortSignalLike } from '@wirechart/core';
import { sample } from '../bytes.js';
import type { Cases } from '../case.js';
import { checkSame, rejection } from '../check.js';

export const abortCases: Cases = {
  'before connecting, rejects with the reason': async (bench) => {
    const listener = await bench.listen();
    const signal = new Signal();
    signal.fire(REASON);
    const connecting = bench.at(listener.address).connect({ signal });
    checkSame(await rejection(bench.within(connecting, 'the rejection'), 'connecting'), REASON, 'reason');
    await bench.quiet();
    checkSame(bench.accepts, 0, 'connections accepted');
  },

  'while connecting, rejects with the reason and leaves no connection': async (bench) => {
    const listener = await bench.listen();
    const signal = new Signal();
    const connecting = bench.at(listener.address).connect({ signal });
    signal.fire(REASON);
    checkSame(await rejection(bench.within(connecting, 'the rejection'), 'connecting'), REASON, 'reason');
    await bench.quiet();
    if (bench.accepts === 0) return;
    const server = bench.end('the server', await bench.accepted()).start();
    await server.witness.until(() => server.witness.ended || server.witness.closed, 'the end of the connection');
  },

  'after connecting, changes nothing': async (bench) => {
    const listener = await bench.listen();
    const signal = new Signal();
    const transport = await bench.at(listener.address).connect({ signal });
    const client = bench.end('the client', transport).start();
    const server = bench.end('the server', await bench.accepted()).start();
    checkSame(signal.listeners, 0, 'listeners left on the signal');
    signal.fire(REASON);
    client.write(sample(100));
    await server.witness.untilReceived(100);
  },

  'before listening, rejects with the reason': async (bench) => {
    const signal = new Signal();
    signal.fire(REASON);
    const listening = bench.listening.listen(() => {}, { signal });
    checkSame(await rejection(bench.within(listening, 'the rejection'), 'listening'), REASON, 'reason');
    await bench.listen();
  },

  'while listening, takes no more connections': async (bench) => {
    const signal = new Signal();
    const listener = await bench.listening.listen(() => {}, { signal });
    signal.fire(REASON);
    await bench.quiet();
    await rejection(bench.within(bench.at(listener.address).connect(), 'the refusal'), 'connecting after the abort');
    await listener.close();
  },
};

const REASON = { reason: 'of the test' };

/** An AbortSignal that needs no global of any environment. */
class Signal implements AbortSignalLike {
  aborted = false;
  reason: unknown;
  readonly #listeners = new Set<() => void>();

  get listeners(): number {
    return this.#listeners.size;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }

  fire(reason: unknown): void {
    this.aborted = true;
    this.reason = reason;
    for (const listener of [...this.#listeners]) listener();
    this.#listeners.clear();
  }
}
