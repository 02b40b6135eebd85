import { TransportError } from '@wirechart/core';
import { both, mustBeNoticed, twice } from '../support/noticed.js';

mustBeNoticed({
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
  'drops what waits once both directions have ended': {
    caughtBy: 'half-close: end and close from inside the end, deliver what was written before',
    transport: (inner) => {
      const own = { ended: false };
      return {
        end: () => {
          own.ended = true;
          inner.end();
        },
        close: () => (own.ended ? inner.reset() : inner.close()),
      };
    },
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
});
