import { after, both, mustBeNoticed, twice } from '../support/noticed.js';

mustBeNoticed({
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
    caughtBy: 'back-pressure: paused, keeps the end after the data',
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
});

function total(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}
