/** The thread in which charts are drawn: a chart comes in, its drawing goes out. See `thread.ts`. */
import { parentPort } from 'node:worker_threads';
import type { Chart } from '../feed.js';
import { draw } from './draw.js';
import { place } from './place.js';
import type { Drawn } from './thread.js';

parentPort?.on('message', async (chart: Chart) => {
  parentPort?.postMessage(await drawn(chart));
});

async function drawn(chart: Chart): Promise<Drawn> {
  try {
    return { svg: draw(chart, await place(chart)) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
