/**
 * The command `pnpm costs`: measures what each byte costs, in every protocol, role and runtime, and searches for bytes that cost more.
 *
 * It wants a large young generation, as its script in package.json has it. What the collector of garbage does with what an input
 * leaves behind is then no part of what is measured.
 */
import { parseArgs } from 'node:util';
import type { RuntimeName } from '@wirechart/core';
import { asksForHelp } from '../asks-for-help.js';
import { whole } from '../options.js';
import { type Cost, type CostOptions, costOf } from './findings.js';
import { grown, type Shape, search } from './search.js';
import { type CostSubject, type ReadySubject, ready } from './subject.js';
import { subjects } from './subjects.js';

const USAGE = `pnpm costs [--protocol name] [--runtime compiled|xstate] [--quick] [--tries N] [--seed S]

Measures the CPU that a byte costs in inputs of n and of 8 n bytes, and the memory that is held, for the worst inputs known; then tries N
others (default 2,000 for each protocol and role, 0 for none) and measures the dearest of them alike. Ends with status 1 if a byte costs
more the more there are, or if bytes cause anything but an error of the remote. --quick measures shorter inputs, and memory not at all. The services of the examples
run on the compiled runtime, unless one is named.`;

const QUICK: CostOptions = { least: 300, longest: 1 << 16, rounds: 2, heldSize: 0 };
const RUNTIMES: readonly RuntimeName[] = ['compiled', 'xstate'];

let wrong = 0;
const options = asksForHelp(process.argv.slice(2), USAGE) ? undefined : readOptions();
if (options !== undefined)
  for (const runtime of options.runtimes)
    for (const one of options.chosen) if (isDue(one, runtime)) examine(one, runtime);
if (wrong > 0) process.exitCode = 1;

/** An application is the same on both runtimes: once will do, unless it is asked for. */
function isDue(subject: CostSubject, runtime: RuntimeName): boolean {
  return subject.application === undefined || runtime === 'compiled' || (options as Options).isNamed;
}

function examine(subject: CostSubject, runtime: RuntimeName): void {
  const { quick, tries, seed } = options as Options;
  const how = quick ? QUICK : {};
  const title = `${subject.name}, ${subject.role}, ${runtime}`;
  const prepared: ReadySubject = ready(subject, runtime);
  let dearest = 0;
  for (const [name, input] of Object.entries(subject.inputs)) {
    const cost = costOf(prepared, input, how);
    dearest = Math.max(dearest, cost.growth.nanoseconds);
    say(`${title}: ${name}`, cost);
  }
  if (tries === 0) return;
  for (const { shape } of search(prepared, { seed, tries }).slice(0, quick ? 1 : LOOKED_AT)) {
    const cost = costOf(prepared, (size) => grown(shape, size), how);
    const dearer = cost.growth.nanoseconds > 1.5 * dearest;
    if (dearer || cost.wrong.length > 0)
      say(`${title}: found, seed ${seed}${dearer ? ', dearer' : ''}: ${textOf(shape)}`, cost);
  }
}

function say(what: string, { growth, held, wrong: faults }: Cost): void {
  const numbers = [
    growth.ratio.toFixed(2).padStart(5),
    `${growth.nanoseconds.toFixed(0).padStart(6)} ns`,
    `${held.toFixed(1).padStart(6)} held`,
    `n ${growth.size}`.padEnd(8),
  ];
  console.log(`${faults.length === 0 ? 'ok   ' : 'WRONG'} ${numbers.join('  ')}  ${what}`);
  for (const fault of faults) console.log(`      ${fault}`);
  wrong += faults.length;
}

function textOf({ beginning, unit, end }: Shape): string {
  const text = (bytes: Uint8Array) => JSON.stringify(Buffer.from(bytes).toString('latin1'));
  return `${text(beginning)} then ${text(unit)} again and again, then ${text(end)}`;
}

interface Options {
  readonly chosen: readonly CostSubject[];
  /** By name: one protocol. */
  readonly isNamed: boolean;
  readonly runtimes: readonly RuntimeName[];
  readonly quick: boolean;
  readonly tries: number;
  readonly seed: number;
}

function readOptions(): Options | undefined {
  try {
    const { values } = parseArgs({
      options: {
        protocol: { type: 'string' },
        runtime: { type: 'string' },
        quick: { type: 'boolean', default: false },
        tries: { type: 'string', default: '2000' },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
      },
    });
    const { protocol, runtime, quick } = values;
    const chosen = subjects.filter(({ name }) => protocol === undefined || name === protocol);
    if (chosen.length === 0) throw new Error(`no protocol is named ${protocol}`);
    const runtimes = RUNTIMES.filter((name) => runtime === undefined || name === runtime);
    if (runtimes.length === 0) throw new Error(`no runtime is named ${runtime}`);
    return {
      chosen,
      isNamed: protocol !== undefined,
      runtimes,
      quick,
      tries: whole('tries', values.tries, 0),
      seed: whole('seed', values.seed, 0),
    };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}

/** Of what was found, as many as are measured. */
const LOOKED_AT = 3;
