import { after, mustBeNoticed, twice } from '../support/noticed.js';

mustBeNoticed({
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
});

const NOBODY = { data: () => {}, end: () => {}, drain: () => {}, error: () => {}, close: () => {} };
