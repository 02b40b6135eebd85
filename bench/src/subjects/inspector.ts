/** An inspector that looks until it is told to leave, or whoever started it has gone. Then it says what it has seen. */
import { attach } from '@wirechart/inspector/program';

const { inspection, close } = await attach(process.argv[2] as string);
const { history } = inspection;
let last = history.live.time;
let longest = 0;
let ticks = 0;
inspection.subscribe({
  changed: () => {
    const { time } = history.live;
    if (time === last) return;
    longest = Math.max(longest, time - last);
    last = time;
    ticks += 1;
  },
  gone: () => undefined,
});
process.send?.('attached');
process.on('message', async () => {
  const { open, gaps } = history.live;
  const seen: Seen = { longest, ticks, open, gaps };
  await close();
  process.send?.(seen);
});
process.on('disconnect', () => process.exit());

export interface Seen {
  /** The longest time between two ticks, on the server's clock, in milliseconds. */
  readonly longest: number;
  readonly ticks: number;
  /** Connections. */
  readonly open: number;
  /** Ticks that it was left out of. */
  readonly gaps: number;
}
