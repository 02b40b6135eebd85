import type { Microstep } from './table.js';

/** What a run keeps of its transitions, in a text: each an expression. */
export interface BooksSource {
  /** How often each microstep was taken. */
  readonly taken: string;
  readonly ring: string;
  readonly time: string;
  readonly offset: string;
  readonly length: string;
  readonly half: string | number;
}

/** As they are looked up in the run. */
export const OF_RUN: BooksSource = {
  taken: 'run.logic.taken',
  ring: 'run.tape.ring',
  time: 'run.tape.clock.now',
  offset: 'run.tape.frame.frameOffset',
  length: 'run.tape.frame.frameLength',
  half: 'run.tape.half',
};

/** Writes one transition down, where that is all that anybody wants of it; else it is told as a run tells it. @param at what the names of the microstep end with */
export function recordSource(
  { event, recorded }: Microstep,
  at: string,
  type: string | undefined,
  books: BooksSource,
): string {
  const told = `run.observe(step${at}, run.row, type);`;
  if (!recorded) return `if (run.observed) ${told}`;
  // Regions that take one each, and events that are not what the machine declares, are for the general way.
  if (type === undefined || event !== type) return told;
  const { ring, time, offset, length, half } = books;
  return `if (run.observed) {
      ${told}
    } else {
      const written = ${ring}, { entry } = written;
      entry.time = ${time};
      entry.offset = ${offset};
      entry.length = ${length};
      entry.between = between${at};
      entry.code = code${at}${half === 0 ? '' : ` + ${half}`};
      written.entry = entry.next;
      written.count += 1;
    }`;
}
