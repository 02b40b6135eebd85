import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunBatch } from '../run/request.js';

const INPUT = 'input.bin';
const PLAN = 'plan.txt';
const STUCK = 'stuck';
/** Digits of the number that opens the plan, so that it is always overwritten whole. */
const DIGITS = 10;

/**
 * The current run, on disk before it begins: what was being tried is known even when nobody is left to tell.
 * `input.bin` holds the input, the first two lines of `plan.txt` the number of the run in its batch and its chunking.
 */
export class JournalWriter {
  readonly #folder: string;
  readonly #plan: number;
  #input: Uint8Array | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    this.#plan = openSync(join(folder, PLAN), 'w');
  }

  readonly note = ({ input, chunkings, mode }: RunBatch, index: number): void => {
    if (input !== this.#input) {
      writeFileSync(join(this.#folder, INPUT), input);
      this.#input = input;
    }
    const plan = JSON.stringify({ ...chunkings[index], ending: mode.ending });
    // A longer plan of before may show under the second line. Cutting it off would cost as much as writing.
    writeSync(this.#plan, `${String(index).padStart(DIGITS, '0')}\n${plan}\n`, 0);
  };

  close(): void {
    closeSync(this.#plan);
  }
}

export function createJournalFolder(): string {
  return mkdtempSync(join(tmpdir(), 'chunk-fuzz-'));
}

/** The number of the run that was begun last, or undefined if none was. */
export function readJournal(folder: string): number | undefined {
  try {
    const index = Number.parseInt(readFileSync(join(folder, PLAN), 'latin1').slice(0, DIGITS), 10);
    return Number.isNaN(index) ? undefined : index;
  } catch {
    return undefined;
  }
}

/** Told by the process itself, just before it ends because its event loop does not go round. */
export function noteStuck(folder: string): void {
  writeFileSync(join(folder, STUCK), '');
}

/** Whether the last process ended because it was stuck. Read once. */
export function takeStuck(folder: string): boolean {
  const note = join(folder, STUCK);
  if (!existsSync(note)) return false;
  rmSync(note);
  return true;
}

export function removeJournal(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
