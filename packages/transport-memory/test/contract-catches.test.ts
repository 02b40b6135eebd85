import { ContractViolation, transportContract } from '@wirechart/contract';
import { type Endpoint, TransportError } from '@wirechart/core';
import { describe, expect, test } from 'vitest';
import { simulatedNetwork } from '../src/index.js';
import { type Fault, faulty } from './support/faulty.js';

interface Broken extends Fault {
  /** A case that must notice. */
  readonly caughtBy: string;
}

const transports: Record<string, Broken> = {
  'loses a chunk': {
    caughtBy: 'order: a thousand small writes, arrive in order',
    sink: (sink) => ({
      data: after(
        500,
        (chunk) => sink.data(chunk),
        () => {},
      ),
    }),
  },
  'delivers a chunk twice': {
    caughtBy: 'order: a thousand small writes, arrive in order',
    sink: (sink) => ({
      data: after(
        500,
        (chunk) => sink.data(chunk),
        (chunk) => twice(() => sink.data(chunk)),
      ),
    }),
  },
  'swaps two chunks': {
    caughtBy: 'order: a thousand small writes, arrive in order',
    sink: (sink) => {
      let late: Uint8Array | undefined;
      const hold = (chunk: Uint8Array) => {
        late = chunk;
      };
      const data = after(500, (chunk) => sink.data(chunk), hold);
      return {
        data: (chunk) => {
          const held = late;
          late = undefined;
          data(chunk);
          if (held !== undefined) sink.data(held);
        },
      };
    },
  },
  'delivers the rest of a buffer as well': {
    caughtBy: 'order: what was written from a part of a buffer, arrives alone',
    transport: (inner) => ({ write: (chunks) => inner.write(chunks.map((chunk) => new Uint8Array(chunk.buffer))) }),
  },
  'takes only the first chunk of a write': {
    caughtBy: 'order: several chunks in a write, arrive in order',
    transport: (inner) => ({ write: (chunks) => inner.write(chunks.slice(0, 2)) }),
  },
  'reads into the same memory again': {
    caughtBy: 'order: what was delivered, is never changed',
    sink: (sink) => {
      const memory = new Uint8Array(65_536);
      return {
        data: (chunk) => {
          memory.set(chunk);
          sink.data(memory.subarray(0, chunk.length));
        },
      };
    },
  },
  'changes what it was given to write': {
    caughtBy: 'order: what was written, is not changed',
    transport: (inner) => ({
      write: (chunks) => {
        const ready = inner.write(chunks.map((chunk) => chunk.slice()));
        for (const chunk of chunks) chunk.fill(0);
        return ready;
      },
    }),
  },
  'delivers an empty chunk': {
    caughtBy: 'order: one write, arrives',
    sink: (sink) => ({
      data: (chunk) => {
        sink.data(chunk);
        sink.data(chunk.subarray(0, 0));
      },
    }),
  },
  'loses what comes before the start': {
    caughtBy: 'order: written before the remote has started, is kept for it',
    transport: (inner) => {
      const late = { started: false };
      inner.start(NOBODY);
      return {
        start: () => {
          late.started = true;
        },
      };
    },
  },
  'never says to wait': {
    caughtBy: 'back-pressure: a remote that pauses, makes write say wait until it resumes',
    sink: () => ({ drain: () => {} }),
    transport: (inner) => ({
      write: (chunks) => {
        inner.write(chunks);
        return true;
      },
    }),
  },
  'never drains': {
    caughtBy: 'back-pressure: a remote that has not started, makes write say wait until it does',
    sink: () => ({ drain: () => {} }),
  },
  'drains unasked': {
    caughtBy: 'order: one write, arrives',
    transport: (inner, sink) => ({
      write: (chunks) => {
        const ready = inner.write(chunks);
        void Promise.resolve().then(() => sink()?.drain());
        return ready;
      },
    }),
  },
  'drains twice': {
    caughtBy: 'back-pressure: several writes after a wait, are followed by one drain',
    sink: (sink) => ({ drain: () => twice(() => sink.drain()) }),
  },
  'says to go on while it still owes a drain': {
    caughtBy: 'back-pressure: several writes after a wait, are followed by one drain',
    transport: (inner) => ({ write: (chunks) => inner.write(chunks) || total(chunks) < 100 }),
  },
  'does not pause': {
    caughtBy: 'back-pressure: paused, delivers nothing more once it is quiet',
    transport: () => ({ pause: () => {} }),
  },
  'takes the pause of one side for both': {
    caughtBy: 'back-pressure: a side that waits, still receives',
    transport: (inner) => ({
      write: (chunks) => {
        const ready = inner.write(chunks);
        if (!ready) inner.pause();
        return ready;
      },
    }),
  },
  'does not resume': {
    caughtBy: 'back-pressure: paused and resumed at every chunk, loses nothing',
    transport: () => ({ resume: () => {} }),
  },
  'counts pauses': {
    caughtBy: 'back-pressure: paused twice and resumed once, delivers',
    transport: (inner) => {
      let pauses = 0;
      return {
        pause: () => {
          pauses += 1;
          inner.pause();
        },
        resume: () => {
          pauses -= 1;
          if (pauses === 0) inner.resume();
        },
      };
    },
  },
  'tells the end while it is paused, before the data': {
    caughtBy: 'back-pressure: paused, keeps the end behind the data',
    sink: (sink) => ({
      data: after(
        1,
        (chunk) => sink.data(chunk),
        (chunk) =>
          both(
            () => sink.end(),
            () => sink.data(chunk),
          ),
      ),
    }),
  },
  'does not tell the end': { caughtBy: 'half-close: end without a byte, is told', sink: () => ({ end: () => {} }) },
  'tells the end twice': {
    caughtBy: 'half-close: end without a byte, is told',
    sink: (sink) => ({ end: () => twice(() => sink.end()) }),
  },
  'loses what was written before the end': {
    caughtBy: 'half-close: end after much, is told after all of it',
    transport: (inner) => {
      const some = { left: 1 };
      return { write: (chunks) => inner.write(chunks.map((chunk) => chunk.subarray(some.left))) };
    },
  },
  'closes both directions at an end': {
    caughtBy: 'half-close: after the end of one direction, the other goes on',
    sink: (sink, transport) => ({
      end: () =>
        both(
          () => sink.end(),
          () => transport.end(),
        ),
    }),
  },
  'ends by itself when the remote has': {
    caughtBy: 'half-close: end of one direction only, closes nothing',
    sink: (sink, transport) => ({
      end: () =>
        both(
          () => sink.end(),
          () => transport.end(),
        ),
    }),
  },
  'does not tell the close': {
    caughtBy: 'half-close: both ends at once, close both sides in order',
    sink: () => ({ close: () => {} }),
  },
  'tells the close twice': {
    caughtBy: 'close: without a byte, is told to both sides',
    sink: (sink) => ({ close: () => twice(() => sink.close()) }),
  },
  'closes by reset': {
    caughtBy: 'close: after much, delivers all of it and then the end',
    transport: (inner) => ({ close: () => inner.reset() }),
  },
  'closes only when the remote does': {
    caughtBy: 'close: does not wait for the remote',
    transport: (inner) => ({ close: () => inner.end() }),
  },
  'goes on delivering after a reset': {
    caughtBy: 'reset: from inside data, stops delivery',
    transport: () => ({ reset: () => {} }),
  },
  'takes what is written to a remote that has gone': {
    caughtBy: 'close: of a remote, makes writing fail',
    transport: () => ({ write: () => true }),
  },
  'has no code for its errors': {
    caughtBy: 'close: of a remote, makes writing fail',
    sink: (sink) => ({ error: () => sink.error(new TransportError('read', 'EWHAT', 'something happened')) }),
  },
  'resets in order': {
    caughtBy: 'reset: is told to the remote as a reset',
    transport: (inner) => ({ reset: () => inner.close() }),
  },
  'tells its own side of its reset as an error': {
    caughtBy: 'reset: is told to its own side as a close',
    transport: (inner, sink) => ({
      reset: () => {
        void Promise.resolve().then(() => sink()?.error(new TransportError('read', 'ECONNRESET', 'reset')));
        inner.reset();
      },
    }),
  },
  'delivers everything before a reset': {
    caughtBy: 'reset: with much under way, discards it',
    transport: (inner) => ({ reset: () => inner.close() }),
  },
  'tells from inside a call': {
    caughtBy: 'half-close: end without a byte, is told',
    transport: (inner, sink) => ({
      end: () =>
        both(
          () => inner.end(),
          () => sink()?.drain(),
        ),
    }),
  },
  'tells data after the end': {
    caughtBy: 'half-close: end without a byte, is told',
    sink: (sink) => ({
      end: () =>
        both(
          () => sink.end(),
          () => sink.data(new Uint8Array(1)),
        ),
    }),
  },
  'tells an end after the error': {
    caughtBy: 'reset: is told to the remote as a reset',
    sink: (sink) => ({
      error: (error) =>
        both(
          () => sink.error(error),
          () => sink.end(),
        ),
    }),
  },
  'tells data after the close': {
    caughtBy: 'close: without a byte, is told to both sides',
    sink: (sink) => ({
      close: () =>
        both(
          () => sink.close(),
          () => sink.data(new Uint8Array(1)),
        ),
    }),
  },
  'forgets its addresses': {
    caughtBy: 'addresses: local of one side, is remote of the other',
    transport: () => ({ remote: { kind: 'name', name: 'somebody' } }),
  },
  'refuses without a code': {
    caughtBy: 'errors: nobody listens, refuses to connect',
    endpoint: (inner) => ({ connect: () => inner.connect().catch(() => Promise.reject(new Error('no'))) }),
  },
  'never answers a connect that is refused': {
    caughtBy: 'errors: nobody listens, refuses to connect',
    endpoint: (inner) => ({ connect: () => inner.connect().catch(() => new Promise(() => {})) }),
  },
  'listens where somebody listens': {
    caughtBy: 'errors: somebody listens already, refuses to listen',
    endpoint: (inner) => ({
      listen: (accept, options) =>
        inner.listen(accept, options).catch(() => ({ address: { kind: 'name', name: 'x' }, close: async () => {} })),
    }),
  },
  'does not look at a signal that has fired': {
    caughtBy: 'abort: before connecting, rejects with the reason',
    endpoint: (inner) => ({ connect: () => inner.connect() }),
  },
  'does not look at a signal that fires': {
    caughtBy: 'abort: while connecting, rejects with the reason and leaves no connection',
    endpoint: (inner) => ({ connect: () => inner.connect() }),
  },
  'stays on the signal': {
    caughtBy: 'abort: after connecting, changes nothing',
    endpoint: (inner) => ({
      connect: (options) => {
        options?.signal?.addEventListener('abort', () => {});
        return inner.connect(options);
      },
    }),
  },
  'listens in spite of the signal': {
    caughtBy: 'abort: while listening, takes no more connections',
    endpoint: (inner) => ({ listen: (accept) => inner.listen(accept) }),
  },
  'closes connections with the listener': {
    caughtBy: 'listener: closed, leaves open connections alone',
    endpoint: (inner) => closesConnections(inner),
  },
  'goes on listening after the close': {
    caughtBy: 'listener: closed, sets its address free',
    endpoint: (inner) => ({
      listen: async (accept, options) => ({ ...(await inner.listen(accept, options)), close: async () => {} }),
    }),
  },
};

describe('the contract notices a transport that', () => {
  test.each(Object.entries(transports))('%s', async (_, broken) => {
    const cases = transportContract({ place: () => placeWith(broken), quiet: 1000 });
    const one = cases.find(({ name }) => name === broken.caughtBy);
    if (one === undefined) throw new Error(`there is no case '${broken.caughtBy}'`);
    await expect(one.run()).rejects.toThrow(ContractViolation);
  });
});

function placeWith(fault: Fault) {
  const network = simulatedNetwork({ run: 'everything' });
  const endpoint = faulty(network.endpoint('server', { closeTimeout: Number.POSITIVE_INFINITY }), fault);
  return { listening: endpoint, connecting: () => endpoint };
}

function closesConnections(inner: Endpoint): Partial<Endpoint> {
  return {
    listen: async (accept, options) => {
      const open: { reset(): void }[] = [];
      const listener = await inner.listen((transport) => {
        open.push(transport);
        accept(transport);
      }, options);
      const close = async () => {
        for (const transport of open) transport.reset();
        await listener.close();
      };
      return { address: listener.address, close };
    },
  };
}

const NOBODY = { data: () => {}, end: () => {}, drain: () => {}, error: () => {}, close: () => {} };

/** The n-th call, counted from 1, goes to `then`, all others to `usually`. */
function after<T>(n: number, usually: (value: T) => void, then: (value: T) => void): (value: T) => void {
  let calls = 0;
  return (value) => {
    calls += 1;
    if (calls === n) then(value);
    else usually(value);
  };
}

function twice(act: () => void): void {
  act();
  act();
}

function both(first: () => void, second: () => void): void {
  first();
  second();
}

function total(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}
