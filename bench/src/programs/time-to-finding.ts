/**
 * After `pnpm ready`, `node bench/dist/programs/time-to-finding.js <dist of an older fuzzer>` writes `bench/time-to-finding.md`: how long it
 * takes until each planted fault is confirmed for the first time, by the fuzzer of that folder and by the one that is built. Each version
 * has a process of its own and nothing else is done in it; the median of three sessions counts, after one that warms it up.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FindingClass, FuzzOptions, Subject } from '@wirechart/fuzz';

const self = fileURLToPath(import.meta.url);
const bench = fileURLToPath(new URL('../..', import.meta.url));
const planted = join(bench, '../packages/fuzz/test/planted');

/** How long it took with one fault, in milliseconds; not at all where it was not found. */
interface Timed {
  readonly fault: string;
  readonly found: FindingClass;
  readonly time?: number;
}

/** What is used of a fuzzer, of whatever version, and of the faults. */
type Fuzzer = Pick<typeof import('@wirechart/fuzz'), 'checkChunkInvariance'>;
interface Confirming {
  readonly Cases: {
    readonly prototype: { take(...args: unknown[]): Promise<{ readonly class: FindingClass } | undefined> };
  };
}
interface Faults {
  readonly everyFault: readonly {
    readonly fault: string;
    readonly found: FindingClass;
    readonly corpus: NonNullable<FuzzOptions['corpus']>;
    readonly options?: Omit<FuzzOptions, 'corpus'>;
    open(faulty: boolean): Subject;
  }[];
}

const [, , dist, room] = process.argv;
if (dist === undefined) {
  throw new Error('usage: node bench/dist/programs/time-to-finding.js <dist of an older fuzzer>');
}
if (room !== undefined) await measure(dist, room);
else compare(resolve(dist));

function compare(olderDist: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'time-to-finding-'));
  const before = timesOf(olderDist, join(folder, 'before'));
  const after = timesOf(join(bench, '../packages/fuzz/dist'), join(folder, 'after'));
  rmSync(folder, { recursive: true });
  const rows = after.map(
    ({ fault, found, time }, index) => `| ${fault} | ${found} | ${shown(before[index]?.time)} | ${shown(time)} |`,
  );
  const text = [
    '# Time to the first finding',
    '',
    'Milliseconds until a planted fault is confirmed, with its corpus and without mutants: written by',
    '`node bench/dist/programs/time-to-finding.js <dist of an older fuzzer>`, which is the one before.',
    'Absolute figures mean nothing on another machine; "–" stands for not found.',
    '',
    '| fault | found as | before | after |',
    '|-|-|-|-|',
    ...rows,
  ];
  writeFileSync(join(bench, 'time-to-finding.md'), `${text.join('\n')}\n`);
}

/** In a folder where `@wirechart/fuzz` is that version. */
function timesOf(fuzzer: string, folder: string): readonly Timed[] {
  mkdirSync(join(folder, 'node_modules/@wirechart'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  symlinkSync(dirname(fuzzer), join(folder, 'node_modules/@wirechart/fuzz'));
  const tsc = join(bench, '../node_modules/typescript/bin/tsc');
  const flags = '--module nodenext --target es2022 --skipLibCheck --types node --noCheck --ignoreConfig'.split(' ');
  const faults = join(planted, 'every-fault.ts');
  execFileSync(process.execPath, [tsc, '--outDir', folder, ...flags, '--rootDir', planted, faults]);
  const told = execFileSync(process.execPath, [self, fuzzer, folder], { encoding: 'utf8', maxBuffer: 1 << 24 });
  return JSON.parse(told) as Timed[];
}

/** Prints the times of one version as JSON. */
async function measure(fuzzer: string, folder: string): Promise<void> {
  const load = async <TModule>(path: string) => (await import(pathToFileURL(path).href)) as TModule;
  const { checkChunkInvariance } = await load<Fuzzer>(join(fuzzer, 'index.js'));
  const { Cases } = await load<Confirming>(join(fuzzer, 'session/cases.js'));
  const { everyFault } = await load<Faults>(join(folder, 'every-fault.js'));
  let wanted: FindingClass | undefined;
  let first: number | undefined;
  let abort = new AbortController();
  const { take } = Cases.prototype;
  Cases.prototype.take = async function (...args) {
    const found = await take.apply(this, args);
    if (found?.class === wanted && first === undefined) {
      first = performance.now();
      abort.abort();
    }
    return found;
  };
  const results: Timed[] = [];
  for (const { fault, found, corpus, options, open } of everyFault) {
    wanted = found;
    const times: number[] = [];
    for (let round = 0; round < 4; round++) {
      first = undefined;
      abort = new AbortController();
      const began = performance.now();
      const limits = { mutations: 0, timeLimit: 200, shrinkTime: 0, seed: 1, budget: 10_000, signal: abort.signal };
      try {
        await checkChunkInvariance(open(true), { corpus, ...limits, ...options });
      } catch {
        // It does not take what the fault needs.
      }
      if (first !== undefined && round > 0) times.push(first - began);
      // What is not found takes all of the budget, and is not looked for a third time.
      if (times.length === 0 && round > 0) break;
    }
    times.sort((a, b) => a - b);
    const time = times[Math.floor((times.length - 1) / 2)];
    results.push({ fault, found, ...(time === undefined ? {} : { time }) });
  }
  process.stdout.write(JSON.stringify(results), () => process.exit(0));
}

function shown(time: number | undefined): string {
  return time === undefined ? '–' : time.toFixed(0);
}
