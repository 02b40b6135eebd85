/**
 * `node bench/time-to-finding.mjs <dist of an older fuzzer>` writes `bench/time-to-finding.md`: how long it takes until each planted
 * fault is confirmed for the first time, by the fuzzer of that folder and by the one that is built. Each version has a process of its
 * own and nothing else is done in it; the median of three sessions counts, after one that warms it up.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const planted = join(here, '../packages/fuzz/test/planted');
const [, self, older, child] = process.argv;

if (child !== undefined) await measure(older, child);
else if (older === undefined) throw new Error('usage: node bench/time-to-finding.mjs <dist of an older fuzzer>');
else compare(resolve(older));

function compare(olderDist) {
  const folder = mkdtempSync(join(tmpdir(), 'time-to-finding-'));
  const tables = { before: olderDist, after: join(here, '../packages/fuzz/dist') };
  const results = Object.entries(tables).map(([name, dist]) => {
    const room = join(folder, name);
    mkdirSync(join(room, 'node_modules/@wirechart'), { recursive: true });
    writeFileSync(join(room, 'package.json'), '{ "type": "module" }');
    symlinkSync(dirname(dist), join(room, 'node_modules/@wirechart/fuzz'));
    const flags = [
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--skipLibCheck',
      '--types',
      'node',
      '--noCheck',
      '--ignoreConfig',
    ];
    const tsc = join(here, '../node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [
      tsc,
      '--outDir',
      room,
      ...flags,
      '--rootDir',
      planted,
      join(planted, 'every-fault.ts'),
    ]);
    return JSON.parse(execFileSync(process.execPath, [self, dist, room], { encoding: 'utf8', maxBuffer: 1 << 24 }));
  });
  rmSync(folder, { recursive: true });
  const [before, after] = results;
  const rows = after.map(
    ({ fault, found, time }, index) => `| ${fault} | ${found} | ${shown(before[index].time)} | ${shown(time)} |`,
  );
  const text = [
    '# Time to the first finding',
    '',
    'Milliseconds until a planted fault is confirmed, with its corpus and without mutants: written by',
    '`node bench/time-to-finding.mjs <dist of an older fuzzer>`, which is the one before.',
    'Absolute figures mean nothing on another machine; "–" stands for not found.',
    '',
    '| fault | found as | before | after |',
    '|-|-|-|-|',
    ...rows,
  ];
  writeFileSync(join(here, 'time-to-finding.md'), `${text.join('\n')}\n`);
}

/** Prints the times of one version as JSON. */
async function measure(dist, room) {
  const { checkChunkInvariance } = await import(pathToFileURL(join(dist, 'index.js')).href);
  const { Cases } = await import(pathToFileURL(join(dist, 'session/cases.js')).href);
  const { everyFault } = await import(pathToFileURL(join(room, 'every-fault.js')).href);
  let wanted = '';
  let first;
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
  const results = [];
  for (const { fault, found, corpus, options, open } of everyFault) {
    wanted = found;
    const times = [];
    for (let round = 0; round < 4; round++) {
      first = undefined;
      abort = new AbortController();
      const began = performance.now();
      try {
        await checkChunkInvariance(open(true), {
          corpus,
          mutations: 0,
          timeLimit: 200,
          shrinkTime: 0,
          seed: 1,
          budget: 10_000,
          signal: abort.signal,
          ...options,
        });
      } catch {
        // It does not take what the fault needs.
      }
      if (first !== undefined && round > 0) times.push(first - began);
      // What is not found takes all of the budget, and is not looked for a third time.
      if (times.length === 0 && round > 0) break;
    }
    times.sort((a, b) => a - b);
    results.push({ fault, found, time: times[Math.floor((times.length - 1) / 2)] });
  }
  process.stdout.write(JSON.stringify(results), () => process.exit(0));
}

function shown(time) {
  return time === undefined ? '–' : time.toFixed(0);
}
