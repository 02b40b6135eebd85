/** `bench [--only <name>[,<name>]] [--quick] [--json [file]]`: runs the suites and prints their tables. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { instructionsAvailable } from './harness/instructions.js';
import { machine } from './harness/machine.js';
import type { Row } from './harness/report.js';
import { planOf, type Suite } from './harness/suite.js';
import { table } from './harness/table.js';
import { suites } from './suites/index.js';

const { chosen, quick, json } = asked();
const ran = machine([
  'xstate',
  '@xstate/fsm',
  'robot3',
  'split2',
  'it-length-prefixed',
  'frame-stream',
  'redis-parser',
  '@redis/client',
  'ws',
]);
console.log(`${ran.cpu}, ${ran.cores} cores, ${ran.memory}; ${ran.system}; load ${ran.load}`);
console.log(
  Object.entries(ran.versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', '),
);
if (quick) console.log('Quick: few runs, figures are rough.');

const counting = await instructionsAvailable();
console.log(`Instruction counts: ${counting === true ? 'by perf stat, user mode' : `not available, ${counting}`}.`);

const began = performance.now();
const results: Result[] = [];
for (const suite of chosen) {
  const rows = await suite.run(planOf(quick, counting === true));
  results.push({ suite: suite.name, title: suite.title, notes: suite.notes, rows });
  console.log(`\n${suite.title} (${suite.name})\n${suite.notes.join('\n')}\n\n${table(rows)}`);
}
const marked = results.flatMap(({ rows }) => rows).filter((row) => row.mark !== undefined);
const seconds = Math.round((performance.now() - began) / 1000);
console.log(`\n${marked.filter((row) => row.reached).length} of ${marked.length} marks reached; ${seconds} s`);
if (json !== undefined) {
  writeFileSync(
    json,
    `${JSON.stringify({ date: new Date().toISOString(), quick, machine: ran, seconds, results }, null, 2)}\n`,
  );
}

interface Result {
  readonly suite: string;
  readonly title: string;
  readonly notes: readonly string[];
  readonly rows: readonly Row[];
}

/** What the command line asks for; one that makes no sense is told in a line, and the exit status is 2. */
function asked(): { chosen: readonly Suite[]; quick: boolean; json: string | undefined } {
  try {
    const { only, quick, json, help } = read(process.argv.slice(2));
    if (help) {
      console.log(usage());
      process.exit(0);
    }
    return { chosen: only === undefined ? suites : only.map(suiteNamed), quick, json };
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
}

function usage(): string {
  return `pnpm bench [--only <name>[,<name>]] [--quick] [--json [file]]

Runs the suites and prints their tables. There are ${suites.map(({ name }) => name).join(', ')}.`;
}

function suiteNamed(name: string): Suite {
  const suite = suites.find((candidate) => candidate.name === name);
  if (suite !== undefined) return suite;
  throw new RangeError(`no suite '${name}'; there are ${suites.map((candidate) => candidate.name).join(', ')}`);
}

function read(args: string[]): {
  only: string[] | undefined;
  quick: boolean;
  json: string | undefined;
  help: boolean;
} {
  const { values } = parseArgs({
    // `--json` may stand alone; then the next argument is not its file.
    args: args.flatMap((arg, i) =>
      arg === '--json' && (args[i + 1] ?? '--').startsWith('--') ? ['--json=bench.json'] : [arg],
    ),
    options: {
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const { only, quick = false, json, help = false } = values;
  return { only: only?.flatMap((names) => names.split(',')), quick, json, help };
}
