import type { Microstep } from './table.js';

/** What a run keeps of its transitions, in a text: each an expression. */
export interface BooksSource {
  /** How often each microstep was taken. */
  readonly taken: string;
  /** Of a tape; undefined where nothing is written down. */
  readonly ring: string;
  readonly time: string;
  readonly offset: string;
  readonly length: string;
  readonly half: string | number;
}

/** As they are looked up in the run. */
export const OF_RUN: BooksSource = {
  taken: 'run.logic.taken',
  ring: 'run.tape?.ring',
  time: 'run.tape.clock.now',
  offset: 'run.tape.frame.frameOffset',
  length: 'run.tape.frame.frameLength',
  half: 'run.tape.half',
};

/** Writes one transition down, where that is all that anybody wants of it; else it is told as a run tells it. @param at what the names of the microstep end with */
export function recordSource({ event }: Microstep, at: string, type: string | undefined, books: BooksSource): string {
  const told = `run.observe(step${at}, run.row, type);`;
  // Regions that take one each, and events that are not what the machine declares, are for the general way.
  if (type === undefined || event !== type) return `if (run.observed || run.tape !== undefined) ${told}`;
  const { time, offset, length, half } = books;
  return `if (run.observed) {
      ${told}
    } else {
      const ring${at} = ${books.ring};
      if (ring${at} !== undefined) {
        const { entry } = ring${at};
        entry.time = ${time};
        entry.offset = ${offset};
        entry.length = ${length};
        entry.from = from${at};
        entry.to = to${at};
        entry.code = code${at}${half === 0 ? '' : ` + ${half}`};
        ring${at}.entry = entry.next;
        ring${at}.count += 1;
      }
    }`;
}
