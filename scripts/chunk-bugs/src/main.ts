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

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    budget: { type: 'string', default: '15' },
    jobs: { type: 'string', default: '2' },
    page: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const [budget, jobs] = [Number(values.budget), Number(values.jobs)];
setPriority(NICE);
if (values.help || !(budget > 0) || !(jobs >= 1)) console.log(USAGE);
else await main();

async function main(): Promise<void> {
  const held = await inParallel(reproductions(), jobs, checkReproduction);
  if (held.includes(false)) process.exitCode = 1;
  const record = values.page ? readRecord() : await examineAll();
  if (values.only !== undefined) return;
  if (!values.page) writeRecord(record);
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

async function examineAll(): Promise<ChunkBugs> {
  const only = values.only?.split(',');
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
