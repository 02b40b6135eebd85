/** A frame that has to wait until the transport takes it has its names later than its step was told. */
import type { Chunk, RecordedStep } from './connection.js';

/** Puts steps that have got names since in place of those without, in the list. @param chunks what came since */
export function nameLate(steps: RecordedStep[], chunks: readonly Chunk[]): void {
  for (const { named = [] } of chunks) {
    for (const { step, fields } of named) {
      const at = steps.findLastIndex(({ sequence }) => sequence === step);
      const found = steps[at];
      if (found !== undefined) steps[at] = { ...found, fields: [...(found.fields ?? []), ...fields] };
    }
  }
}
