import { compare } from '../oracles/compare.js';
import { type Chunking, type Pacing, WHOLE } from '../plan/chunking.js';
import { fixedSize } from '../plan/families.js';
import type { Ending } from '../run/request.js';
import { type Baseline, WHOLE_LOOKED_AT } from './calibrate.js';
import type { Fault } from './options.js';
import type { Runner } from './runner.js';
import type { Found } from './scout.js';

/** Offsets of one input at which something goes wrong. */
const MOST_OFFSETS = 256;

/** How many runs `injectFaults` makes for an input of so many bytes, one pacing. */
export function countFaults(faults: readonly Fault[], length: number): number {
  const offsets = offsetsOf(length).length;
  return faults.length * offsets;
}

/** Lets the transport go wrong at every offset of an input, and looks whether it matters where the input was cut before. */
export async function injectFaults(
  runner: Runner,
  baseline: Baseline,
  {
    faults,
    pacings,
    found,
    done,
  }: { faults: readonly Fault[]; pacings: readonly Pacing[]; found: Found; done: () => void },
): Promise<void> {
  const { bytes } = baseline.input;
  for (const fault of faults) {
    if (runner.stopped) return;
    if (fault === 'stall') {
      if (runner.timing === 'asynchronous') await stall(runner, baseline, found);
      if (runner.stopped) return;
      for (const _ of offsetsOf(bytes.length)) done();
      continue;
    }
    const ending: Ending = fault === 'early-end' ? 'end' : 'failure';
    const offsets = ending === 'failure' && !(await takesFailures(runner, bytes)) ? [] : offsetsOf(bytes.length);
    for (let start = 0; start < offsets.length && !runner.stopped; start += runner.parallel) {
      const some = offsets.slice(start, start + runner.parallel);
      await Promise.all(some.map((offset) => endAt(runner, baseline, { offset, ending, pacings, found })));
      for (const _ of some) done();
    }
    if (offsets.length === 0) for (const _ of offsetsOf(bytes.length)) done();
  }
}

async function endAt(
  runner: Runner,
  { input, whole }: Baseline,
  { offset, ending, pacings, found }: { offset: number; ending: Ending; pacings: readonly Pacing[]; found: Found },
): Promise<void> {
  const bytes = input.bytes.subarray(0, offset);
  const cuts = [fixedSize(offset, 1), [offset - 1], [Math.floor(offset / 2)]].filter(
    (one) => one.length > 0 && one.every((cut) => cut > 0 && cut < offset),
  );
  const used = runner.timing === 'synchronous' ? (['burst'] as const) : pacings.filter((one) => one !== 'stall');
  const chunkings = cuts.flatMap((one) => used.map((pacing): Chunking => ({ cuts: one, pacing })));
  const outcomes = await runner.run(bytes, [WHOLE_LOOKED_AT, ...chunkings], runner.mode({ ending }));
  const expected = outcomes[0];
  if (expected === undefined) return;
  const baseline = { input, whole };
  if (ending === 'failure' && (expected.verdict.type === 'hung' || expected.verdict.type === 'crashed')) {
    await found(baseline, { class: 'failed-read', bytes, chunking: WHOLE, ending });
    return;
  }
  for (const [index, chunking] of chunkings.entries()) {
    const outcome = outcomes[index + 1];
    const difference = outcome === undefined ? undefined : compare(expected, outcome);
    if (difference !== undefined) await found(baseline, { class: difference, bytes, chunking, ending });
  }
}

async function stall(runner: Runner, baseline: Baseline, found: Found): Promise<void> {
  const { input, whole } = baseline;
  const chunkings = offsetsOf(input.bytes.length).map((cut): Chunking => ({ cuts: [cut], pacing: 'stall' }));
  let rest = chunkings;
  while (rest.length > 0 && !runner.stopped) {
    const outcomes = await runner.run(input.bytes, rest.slice(0, 64), runner.mode());
    for (const [index, outcome] of outcomes.entries()) {
      const difference = compare(whole, outcome);
      const chunking = rest[index];
      if (difference === undefined || chunking === undefined) continue;
      await found(baseline, { class: difference, bytes: input.bytes, chunking, ending: 'end' });
    }
    rest = rest.slice(Math.max(1, outcomes.length));
  }
}

/** A parser that cannot be told of a failed read behaves as if nothing followed. */
async function takesFailures(runner: Runner, bytes: Uint8Array): Promise<boolean> {
  const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
  const [failed, open] = [
    await runner.runOne(half, WHOLE, runner.mode({ ending: 'failure' })),
    await runner.runOne(half, WHOLE, runner.mode({ ending: 'nothing' })),
  ];
  return compare(failed, open) !== undefined;
}

/** All but the ends, and no more than can be looked at. */
function offsetsOf(length: number): number[] {
  const all = Array.from({ length: Math.max(0, length - 1) }, (_, index) => index + 1);
  const every = Math.ceil(all.length / MOST_OFFSETS);
  return every <= 1 ? all : all.filter((offset) => offset % every === 0);
}
