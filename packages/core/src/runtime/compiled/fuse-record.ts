import type { Microstep } from './table.js';

/** What a run keeps of its transitions, in a text: each an expression. */
export interface BooksSource {
  /** How often each microstep was taken. */
  readonly taken: string;
  readonly time: string;
  readonly offset: string;
  readonly length: string;
  readonly half: string | number;
}

/** As they are looked up in the run. */
export const OF_RUN: BooksSource = {
  taken: 'run.logic.taken',
  time: 'run.tape.clock.now',
  offset: 'run.tape.frame.frameOffset',
  length: 'run.tape.frame.frameLength',
  half: 'run.tape.half',
};

/** Writes one transition down, where that is all that anybody wants of it; else it is told as a run tells it. @param at what the names of the microstep end with */
export function recordSource({ event }: Microstep, at: string, type: string | undefined, books: BooksSource): string {
  const told = `run.observe(step${at}, run.row, type);`;
  // Regions that take one each, and events that are not what the machine declares, are for the general way.
  if (type === undefined || event !== type) return `if (run.observed || run.tape !== NO_TAPE) ${told}`;
  const { time, offset, length, half } = books;
  return `if (run.observed) {
      ${told}
    } else {
      const { tape } = run;
      if (tape !== NO_TAPE) {
        const { ring } = tape;
        const { entry } = ring;
        entry.time = ${time};
        entry.offset = ${offset};
        entry.length = ${length};
        entry.between = between${at};
        entry.code = code${at}${half === 0 ? '' : ` + ${half}`};
        ring.entry = entry.next;
        ring.count += 1;
      }
    }`;
}
