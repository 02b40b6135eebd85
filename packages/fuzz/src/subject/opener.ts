import { FuzzUsageError } from './usage-error.js';

/**
 * Throws FuzzUsageError (`SUBJECT_INVALID`) unless an adapter was given a function that can be called, once for each run.
 *
 * @param example What to write instead: `fromNodeStream(() => new Parser())`.
 */
export function checkOpener(adapter: string, open: unknown, example: string): void {
  if (typeof open === 'function' && !/^class\b/.test(Function.prototype.toString.call(open))) return;
  const given =
    typeof open === 'function'
      ? `a class${open.name === '' ? '' : `, ${open.name}`}`
      : open === null || typeof open !== 'object'
        ? String(open)
        : `one object (${open.constructor?.name ?? 'without a class'})`;
  throw new FuzzUsageError(
    'SUBJECT_INVALID',
    `${adapter} was given ${given}. It needs a function that is called for every run: ${example}`,
  );
}
