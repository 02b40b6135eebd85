/** The command `pnpm chunk-bugs`. */
import { setPriority } from 'node:os';
import { parseArgs } from 'node:util';
import { families, loadFamily } from './entry.js';
import { type ChunkBugs, readRecord, writePage, writeRecord } from './record.js';
import { examineSubject, inParallel, reproductions, runReproduction } from './run.js';

const USAGE = `pnpm chunk-bugs [--only a,b] [--budget seconds] [--jobs n] [--page]

Checks all reproductions, examines all subjects and writes scripts/chunk-bugs/record.json and docs/chunk-bugs.md.
  --only a,b   only these subjects, and writes nothing
  --budget s   seconds for each subject; default 15
  --jobs n     subjects at a time; default 2
  --page       examines nothing: writes the page anew from record.json`;
/** Below everything else that the machine does. */
const NICE = 10;

interface Asked {
  readonly only: readonly string[] | undefined;
  /** Seconds. */
  readonly budget: number;
  readonly jobs: number;
  readonly page: boolean;
}

const asked = readOptions();
if (asked !== undefined) {
  setPriority(NICE);
  await main(asked);
}

async function main(asked: Asked): Promise<void> {
  const held = await inParallel(reproductions(), asked.jobs, checkReproduction);
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

async function examineAll({ only, budget, jobs }: Asked): Promise<ChunkBugs> {
  const wanted: { family: string; name: string }[] = [];
  for (const family of families()) {
    for (const { name } of await loadFamily(family)) {
      if (only?.includes(name) ?? true) wanted.push({ family, name });
    }
  }
  const rows = await inParallel(wanted, jobs, async ({ family, name }) => {
    const row = await examineSubject(family, name, budget * 1000);
    const seen = row.seen.map((one) => one.class).join(', ') || 'nothing';
    console.log(`${name} ${row.version}: ${row.runs} runs${row.interrupted ? ' (budget)' : ''}, ${seen}`);
    return row;
  });
  return { budget, node: process.versions.node, rows };
}

/** Undefined, with the exit status set, where there is nothing to do but to explain. */
function readOptions(): Asked | undefined {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string' },
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
    return { only: values.only?.split(','), budget, jobs, page: values.page };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}
