/** The regression tests that reports print of the planted faults. */
import { pathToFileURL } from 'node:url';
import { checkChunkInvariance, type Subject, type TestRunner } from '@wirechart/fuzz';
import { protocolSubject } from '@wirechart/fuzz/wirechart';
import { LocalExecutor } from '../../src/isolation/local-executor.js';
import type { FindingClass } from '../../src/oracles/finding-class.js';
import { type Suspicion, tryOut } from '../../src/oracles/trial.js';
import { callSiteIn } from '../../src/report/regression/call-site.js';
import { regressionFile, regressionTest } from '../../src/report/regression/regression-test.js';
import { readReplay } from '../../src/report/replay.js';
import { Runner } from '../../src/session/runner.js';
import { type Carrier, carriers, ownCanonical } from '../planted/carried.js';
import { everyFault } from '../planted/every-fault.js';
import type { Planted } from '../planted/planted.js';
import { protocolOf } from '../planted/protocol.js';

/** A test that a report prints. */
export interface Printed {
  readonly number: number;
  readonly title: string;
  readonly found: FindingClass;
  /** The adapter under which the subject is given, or `a module` that exports it. */
  readonly by: string;
  /** It needs a process of its own: the fault is one that stops, or that is thrown where nobody catches it. */
  readonly alone: boolean;
  /** It belongs beside the assertion. */
  readonly beside: boolean;
  /** The engine has no CommonJS. */
  readonly modulesOnly: boolean;
  /** @param setup The planted parsers, as the file names them. */
  file(runner: TestRunner, setup: string): string;
}

const LONERS: ReadonlySet<FindingClass> = new Set<FindingClass>(['crash', 'hang', 'failed-read']);
/** Adapters that call the parser when they are called: a loop that begins later is survived only in a process of its own. */
const CALLING_AT_ONCE: ReadonlySet<string> = new Set([
  'none',
  'fromCallbacks',
  'fromDecoder',
  'fromText',
  'fromEmitter',
  'protocolSubject',
]);
/** Sessions at a time: they wait more than they work. */
const AT_ONCE = 8;
const TIME_LIMIT = 200;

interface Found {
  readonly index: number;
  readonly planted: Planted;
  readonly suspicion: Suspicion;
  readonly lateness: number;
}

/** @param setup The planted parsers, for tests of a subject that is given by its module. */
export async function printAll(setup: string): Promise<Printed[]> {
  // A fault of a timer shows or not, depending on what else the machine does: too little for a proof.
  const faults = [...everyFault.entries()].filter(([, { options }]) => options?.faults === undefined);
  const together = faults.filter(([, { found }]) => !LONERS.has(found));
  const printed = (await manyAtOnce(together, (fault) => printOne(fault, setup))).flat();
  for (const fault of faults) if (LONERS.has(fault[1].found)) printed.push(...(await printOne(fault, setup)));
  return printed.map((one, number) => ({ ...one, number }));
}

/** The read half of a protocol, given in a test file that imports it. */
const OF_PROTOCOL: Carrier = {
  adapter: 'protocolSubject',
  wraps: true,
  carry: (index) => protocolSubject(protocolOf(index), 'client', { pieces: true }) as Subject<never>,
  callSite: (index) =>
    [
      "import { assertChunkInvariant } from '@wirechart/fuzz';",
      "import { protocolSubject } from '@wirechart/fuzz/wirechart';",
      "import { protocolOf } from 'planted-protocols';",
      `await assertChunkInvariant(protocolSubject(protocolOf(${index}), 'client', { pieces: true }), { corpus: [] });`,
    ].join('\n'),
};

type Unnumbered = Omit<Printed, 'number'>;

async function printOne([index, planted]: [number, Planted], setup: string): Promise<Unnumbered[]> {
  const { fault, found, corpus, options, open } = planted;
  const limits = { mutations: 0, timeLimit: TIME_LIMIT, shrinkTime: 200, failFast: true, failOn: [found] };
  const report = await checkChunkInvariance(open(true), { ...options, corpus, ...limits });
  const finding = report.findings.find((one) => one.class === found);
  if (finding === undefined) throw new Error(`${fault}: ${found} is not found`);
  const seen: Found = { index, planted, ...readReplay(finding.replay) };
  const own = await ofModule(seen, setup);
  if (own.beside) return [own];
  const carried: Unnumbered[] = [];
  for (const { adapter, wraps, carry, callSite } of [...carriers, OF_PROTOCOL]) {
    if (wraps && ownCanonical(index) !== undefined) continue;
    if (finding.fewestCuts.actual.verdict.includes('loop') && !CALLING_AT_ONCE.has(adapter)) continue;
    const one = await underAdapter(seen, adapter, carry(index), callSite?.(index));
    if (one !== undefined) carried.push(one);
  }
  return [own, ...carried];
}

/** The subject as it was planted, given by its module. */
async function ofModule({ index, planted, suspicion, lateness }: Found, setup: string): Promise<Unnumbered> {
  const description = await new LocalExecutor(planted.open(true)).describe();
  const source = { name: `${planted.fault}, a module`, description };
  const module = { module: pathToFileURL(setup), exportName: `s${index}` };
  const { title, standalone } = regressionTest({ ...source, module, testRunner: 'node' }, suspicion, lateness);
  return {
    title,
    found: planted.found,
    by: 'a module',
    alone: LONERS.has(planted.found),
    beside: !standalone,
    modulesOnly: false,
    file: (testRunner, from) => {
      const all = { ...source, testRunner, module };
      const text = regressionFile(all, [regressionTest(all, suspicion, lateness)]);
      return standalone ? text : besideAssertion(text, testRunner, from, index);
    },
  };
}

function besideAssertion(text: string, runner: TestRunner, setup: string, index: number): string {
  const cjs = runner === 'jest-cjs';
  return [
    cjs ? `const setup = require('${setup}');` : `import setup from '${setup}';`,
    ...(runner === 'node' ? ["import { test } from 'node:test';"] : []),
    ...(runner === 'vitest' ? ["import { test } from 'vitest';"] : []),
    'const { assertChunkInvariant } = setup;',
    `const fault = setup.everyFault[${index}];`,
    'const options = { corpus: fault.corpus, ...fault.options };',
    `const subject = setup.s${index};`,
    text,
  ].join('\n');
}

/** Undefined where the same cuts do not show it under that adapter. */
async function underAdapter(
  { planted, suspicion, lateness }: Found,
  adapter: string,
  subject: Subject<never>,
  file?: string,
): Promise<Unnumbered | undefined> {
  const shown = await shownBy(subject as Subject, suspicion, lateness);
  if (shown === undefined) return undefined;
  const description = await new LocalExecutor(subject as Subject).describe();
  const callSite = file === undefined ? undefined : callSiteIn(file, 4, 1);
  const source = { name: `${planted.fault}, ${adapter}`, description, callSite };
  const { title, standalone } = regressionTest({ ...source, testRunner: 'node' }, shown, lateness);
  if (!standalone) throw new Error(`${title}: the adapter does not say all that opens the subject`);
  const { found } = planted;
  return {
    title,
    found,
    by: adapter,
    alone: LONERS.has(found),
    beside: false,
    modulesOnly: file !== undefined,
    file: (testRunner) =>
      regressionFile({ ...source, testRunner }, [regressionTest({ ...source, testRunner }, shown, lateness)]),
  };
}

async function shownBy(subject: Subject, suspicion: Suspicion, lateness: number): Promise<Suspicion | undefined> {
  const executor = new LocalExecutor(subject);
  for (const pacing of ['burst', 'tick'] as const) {
    const runner = new Runner(executor, { timeLimit: TIME_LIMIT, budget: 60_000 });
    if (lateness > 0) runner.waitFor(lateness);
    const one: Suspicion = { ...suspicion, chunking: { ...suspicion.chunking, pacing } };
    try {
      const evidence = await tryOut(runner, one, (changes) => runner.patientMode(changes));
      if (evidence?.class === suspicion.class) return one;
    } catch {
      // The adapter does not take what the parser does.
      return undefined;
    }
  }
  return undefined;
}

async function manyAtOnce<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
