// Line parsers, in plain JavaScript because a process of its own loads them. Each does something deadly when a chunk
// is a single line end.

const subject = (deadly) => ({
  open: (sink) => {
    let rest = '';
    return {
      write: (chunk) => {
        if (chunk.length === 1 && chunk[0] === 10) deadly();
        const lines = (rest + chunk.toString('latin1')).split('\n');
        rest = lines.pop();
        for (const line of lines) sink.message(line);
      },
    };
  },
});

const loop = () => {
  for (;;);
};

export const correct = subject(() => undefined);
export const exits = subject(() => process.exit(3));
export const loops = subject(loop);
export const loopsLater = subject(() => setImmediate(loop));
export const throwsLater = subject(() =>
  setImmediate(() => {
    throw new Error('nobody catches this');
  }),
);
export const runsOutOfMemory = subject(() => {
  const kept = [];
  for (;;) kept.push(new Array(1_000_000).fill(kept.length));
});

let begun = false;
export const announced = {
  open: (sink) => {
    if (!begun) process.stderr.write('begun\n');
    begun = true;
    return faulty.open(sink);
  },
};

export const faulty = {
  name: 'faulty lines',
  open: (sink) => ({
    write: (chunk) => {
      for (const line of chunk.toString('latin1').split('\n')) if (line !== '') sink.message(line);
    },
  }),
};
