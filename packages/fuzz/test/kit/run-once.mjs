// One run of a subject in this process: node run-once.mjs <export of subjects/standing-still.mjs> <timing> <time limit>.
// Tells what became of it.
import { LocalExecutor } from '../../dist/isolation/local-executor.js';

const [, , name, timing, timeLimit] = process.argv;
const { [name]: subject } = await import('../subjects/standing-still.mjs');
const mode = {
  ...{ ending: 'end', timing, patience: { turns: 4, between: 0, atLast: 0 }, timeLimit: Number(timeLimit) },
  ...{ padding: 0, memory: 'ignore', together: 1 },
};
const batch = { input: Buffer.from('ab'), chunkings: [{ cuts: [1], pacing: 'tick' }], mode };
const began = performance.now();
const [{ verdict, events }] = await new LocalExecutor(subject).run(batch);
const took = performance.now() - began;
process.stdout.write(JSON.stringify({ verdict, events: events.length, took }), () => process.exit());
