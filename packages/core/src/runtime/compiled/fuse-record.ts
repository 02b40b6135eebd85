import { COLUMNS } from '../tape.js';
import type { Microstep } from './table.js';

/** Writes one transition down, where that is all that anybody wants of it; else it is told as a run tells it. @param at what the names of the microstep end with */
export function recordSource({ event }: Microstep, at: string, type: string | undefined): string {
  const told = `run.observe(step${at}, run.row, type);`;
  // Regions that take one each, and events that are not what the machine declares, are for the general way.
  if (type === undefined || event !== type) return `if (run.tape !== undefined) ${told}`;
  return `const tape${at} = run.tape;
    if (tape${at} !== undefined) {
      if (tape${at}.told) {
        ${told}
      } else {
        const { ring, frame, clock } = tape${at}, { numbers, at } = ring;
        numbers[at] = clock.now;
        numbers[at + 1] = frame.frameOffset;
        numbers[at + 2] = frame.frameLength;
        numbers[at + 3] = code${at} + tape${at}.half;
        ring.at = at + ${COLUMNS} === numbers.length ? ring.wrap() : at + ${COLUMNS};
      }
    }`;
}
