/** Runs of other processes: subjects, and reproductions. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Row } from './row.js';

const execute = promisify(execFile);
const EXAMINE = fileURLToPath(new URL('examine-main.js', import.meta.url));
const REPRODUCTIONS = new URL('../reproductions/', import.meta.url);
/** Milliseconds beyond the budget, for shrinking and a slow machine. */
const GRACE = 60_000;
const REPRODUCTION_LIMIT = 20_000;

/** A machine under load can make an asynchronous parser look like two. */
const ATTEMPTS = 3;

/** @throws Error with what the process said, if it fails or takes too long again and again. */
export async function examineSubject(family: string, name: string, budget: number): Promise<Row> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await examineOnce(family, name, budget);
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

async function examineOnce(family: string, name: string, budget: number): Promise<Row> {
  const { stdout } = await execute(process.execPath, [EXAMINE, family, name, String(budget)], {
    timeout: budget + GRACE,
    maxBuffer: 1 << 24,
  });
  return JSON.parse(stdout) as Row;
}

/** File names of all reproductions. */
export function reproductions(): readonly string[] {
  return readdirSync(REPRODUCTIONS)
    .filter((file) => file.endsWith('.mjs'))
    .sort();
}

/** Runs one; it asserts what it claims. @throws Error if that does not hold. */
export async function runReproduction(file: string): Promise<void> {
  await execute(process.execPath, [fileURLToPath(new URL(file, REPRODUCTIONS))], { timeout: REPRODUCTION_LIMIT });
}

/** At most `width` at a time; results in the order of the items. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
