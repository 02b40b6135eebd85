/** Instructions that a subject executes, where `perf stat` can count them: they do not depend on what else the machine does. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { argumentsOf, type SubjectName, workerPath } from './remote.js';

const INSTRUCTIONS = 'instructions:u';

/** Whether this machine counts instructions; if not, why. Many virtual machines have no counters. */
export async function instructionsAvailable(): Promise<true | string> {
  try {
    return (await countEvent(INSTRUCTIONS, ['true'])) === undefined ? 'the processor gives no counters' : true;
  } catch {
    return '`perf stat` cannot be run';
  }
}

/**
 * Instructions in user mode for one run of a {@link Sampler}: the difference between a long life of its process and a
 * shorter one, so that the start and most of the JIT's work fall out.
 *
 * @param flags of Node
 * @throws Error when perf cannot be run
 */
export async function instructionsOf(subject: SubjectName, flags: readonly string[]): Promise<number> {
  const life = (runs: number) =>
    countEvent(INSTRUCTIONS, [process.execPath, ...flags, workerPath(subject), ...argumentsOf(subject), String(runs)]);
  const short = await life(SHORT);
  const long = await life(LONG);
  return ((long ?? Number.NaN) - (short ?? Number.NaN)) / (LONG - SHORT);
}

/** What `perf stat` counts of an event while a command runs; undefined where the machine does not count it. */
export async function countEvent(event: string, command: readonly string[]): Promise<number | undefined> {
  const { stderr } = await promisify(execFile)('perf', ['stat', '-x', ';', '-e', event, '--', ...command]);
  return counted(stderr, event);
}

/** Reads the output of `perf stat -x ';'`: value, unit, event, and more that is not needed. */
export function counted(output: string, event: string): number | undefined {
  const fields = output
    .split('\n')
    .map((line) => line.split(';'))
    .find(([, , name]) => name === event);
  const value = Number.parseFloat(fields?.[0] ?? '');
  return Number.isNaN(value) ? undefined : value;
}

const SHORT = 10;
const LONG = 25;
