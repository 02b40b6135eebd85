// Runs in which this process stands still for a second, as a machine does that is stopped, and runs that do not come back.
import { spawn } from 'node:child_process';

/** Longer than the time limit of the test by far, and than the silence that a child may keep besides. */
const SECONDS = 1;

/** Somebody else lets the process go on; what it has to do afterwards takes some time still. */
const standStill = () => {
  spawn('sh', ['-c', `sleep ${SECONDS}; kill -CONT ${process.pid}`], { stdio: 'ignore', detached: true });
  process.kill(process.pid, 'SIGSTOP');
  const began = process.cpuUsage();
  while (process.cpuUsage(began).user < 20_000);
};

/** Once in a process: a machine that stands still all the time does nothing at all. */
const once = (work) => {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    work();
  };
};

const turns = async (count) => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

const subject = (write, more) => ({
  open: (sink) => ({
    write: (chunk) => {
      const result = write(sink, chunk);
      sink.message(chunk.toString('latin1'));
      return result;
    },
    ...more,
  }),
});

// Innocent.
export const stopsInACall = subject(once(standStill));
export const stopsInAPromise = (() => {
  const stop = once(() => setImmediate(standStill));
  return subject(async () => {
    await turns(5);
    stop();
    await turns(10);
  });
})();
export const stopsBeforeItIsQuiet = (() => {
  const stop = once(standStill);
  return subject((sink) => {
    setImmediate(() => {
      sink.message('late');
      stop();
    });
  });
})();
export const stopsWhileItIsOpened = (() => {
  const stop = once(() => setImmediate(standStill));
  const { open } = subject(() => undefined);
  return {
    open: async (sink) => {
      stop();
      await turns(10);
      return open(sink);
    },
  };
})();

// Guilty.
export const loops = subject(() => {
  for (;;);
});
export const blocks = subject(() => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
export const neverSettles = subject(() => new Promise(() => undefined));
export const neverEnds = subject(() => undefined, { end: () => new Promise(() => undefined) });
export const neverOpens = { open: () => new Promise(() => undefined) };
export const neverQuiet = subject((sink) => {
  const goOn = () => {
    sink.message('more');
    setImmediate(goOn);
  };
  goOn();
});
