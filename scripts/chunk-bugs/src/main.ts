/** The command `pnpm chunk-bugs`. */
import { setPriority } from 'node:os';
import { parseArgs } from 'node:util';
import { families, loadFamily } from './entry.js';
import { type ChunkBugs, readRecord, writePage, writeRecord } from './record.js';
import { examineSubject, inParallel, reproductions, runReproduction } from './run.js';

const USAGE = `pnpm chunk-bugs [--only a,b] [--part k/n] [--budget seconds] [--jobs n] [--page]

Checks all reproductions, examines all subjects and writes scripts/chunk-bugs/record.json and docs/chunk-bugs.md.
  --only a,b   only these subjects, and writes nothing
  --part k/n   the k-th of n parts of the reproductions and of the subjects, whose rows replace those in the record
  --budget s   seconds for each subject; default 15
  --jobs n     subjects at a time; default 2
  --page       examines nothing: writes the page anew from record.json`;
/** Below everything else that the machine does. */
const NICE = 10;

interface Asked {
  readonly only: readonly string[] | undefined;
  readonly part: Part | undefined;
  /** Seconds. */
  readonly budget: number;
  readonly jobs: number;
  readonly page: boolean;
}

/** One of several runs that make the record together. */
interface Part {
  readonly number: number;
  readonly of: number;
}

const asked = readOptions();
if (asked !== undefined) {
  setPriority(NICE);
  await main(asked);
}

async function main(asked: Asked): Promise<void> {
  const files = reproductions().filter((_, index) => isIn(asked.part, index));
  const held = await inParallel(files, asked.jobs, checkReproduction);
  if (held.includes(false)) process.exitCode = 1;
  const record = asked.page ? readRecord() : await examineAll(asked);
  if (asked.only !== undefined) return;
  if (!asked.page) writeRecord(record);
  writePage(record);
}

async function checkReproduction(file: string): Promise<boolean> {
  try {
    await runReproduction(file);
    console.log(`reproduction ${file}: holds`);
    return true;
  } catch (error) {
    console.log(`reproduction ${file}: does not hold\n${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

async function examineAll({ only, part, budget, jobs }: Asked): Promise<ChunkBugs> {
  const all: { family: string; name: string }[] = [];
  for (const family of families()) {
    for (const { name } of await loadFamily(family)) all.push({ family, name });
  }
  const wanted = all.filter(({ name }, index) => (only?.includes(name) ?? true) && isIn(part, index));
  const rows = await inParallel(wanted, jobs, async ({ family, name }) => {
    const row = await examineSubject(family, name, budget * 1000);
    const seen = row.seen.map((one) => one.class).join(', ') || 'nothing';
    console.log(`${name} ${row.version}: ${row.runs} runs${row.interrupted ? ' (budget)' : ''}, ${seen}`);
    return row;
  });
  const record = { budget, node: process.versions.node };
  if (part === undefined) return { ...record, rows };
  const known = new Map([...readRecord().rows, ...rows].map((row) => [row.name, row]));
  return { ...record, rows: all.flatMap(({ name }) => known.get(name) ?? []) };
}

/** Each part has some of every family. */
function isIn(part: Part | undefined, index: number): boolean {
  return part === undefined || index % part.of === part.number - 1;
}

function readPart(text: string): Part {
  const [number = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).slice(1).map(Number);
  if (number < 1 || number > of) throw new RangeError(`--part is a number of a number of parts, as 1/4, not ${text}`);
  return { number, of };
}

/** Undefined, with the exit status set, where there is nothing to do but to explain. */
function readOptions(): Asked | undefined {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string' },
        part: { type: 'string' },
        budget: { type: 'string', default: '15' },
        jobs: { type: 'string', default: '2' },
        page: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.log(USAGE);
      return undefined;
    }
    const [budget, jobs] = [Number(values.budget), Number(values.jobs)];
    if (!(budget > 0)) throw new RangeError(`--budget must be more than 0 seconds, not ${values.budget}`);
    if (!(jobs >= 1)) throw new RangeError(`--jobs must be at least 1, not ${values.jobs}`);
    const part = values.part === undefined ? undefined : readPart(values.part);
    return { only: values.only?.split(','), part, budget, jobs, page: values.page };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}
