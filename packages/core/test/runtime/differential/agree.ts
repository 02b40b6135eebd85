import { isDeepStrictEqual } from 'node:util';
import { compiled } from '../../../src/runtime/compiled/compiled.js';
import { interpreted } from '../../../src/runtime/interpreted.js';
import { type BuiltMachine, buildMachine } from './build.js';
import type { Coverage, Feature } from './features.js';
import { Heat } from './heat.js';
import { Oracle } from './oracle.js';
import { OurSubject } from './ours.js';
import type { Moment, Subject } from './recording.js';
import type { CaseSpec, StepSpec } from './spec.js';

/** A subject to compare with XState, on a machine that is already built. `heat` counts what the compiled runtime does. */
export type MakeSubject = (built: BuiltMachine, spec: CaseSpec, heat: Heat) => Subject;

const ourRuntimes: Readonly<Record<string, MakeSubject>> = {
  compiled: (built, spec, heat) => new OurSubject(compiled, built, { input: spec.input, peer: hasPeer(spec), heat }),
  interpreted: (built, spec) => new OurSubject(interpreted, built, { input: spec.input, peer: hasPeer(spec) }),
};

/**
 * Runs a case on XState as it comes and on both runtimes (or other subjects), and compares all that can be seen after every event and every timer.
 *
 * @returns The number of machine-event steps that were compared.
 * @throws {Error} that shows the step and both sides where a runtime differs.
 */
export function checkAgreement(spec: CaseSpec, coverage?: Coverage, subjects = ourRuntimes): number {
  const { machine, input, rehearsals, steps } = spec;
  const built = buildMachine(machine);
  const heat = new Heat();
  const peer = hasPeer(spec);
  for (let rehearsal = 0; rehearsal < rehearsals; rehearsal++) {
    rehearse(new OurSubject(compiled, built, { input: input + rehearsal, peer, heat, rehearsal: true }), steps);
  }
  heat.endStep();
  const oracle = new Oracle(built, { counted: machine.counted, input, peer });
  const ours = Object.entries(subjects).map(([name, make]) => [name, make(built, spec, heat)] as const);
  const seen = new Set<Feature>();
  const seenOften = new Set<Feature>();
  let compared = 0;
  let now = 0;
  const compare = (step: string): void => {
    const expected = oracle.moment();
    for (const [name, subject] of ours) {
      compareMoments(`${name}, ${step}`, expected, subject.moment());
    }
    compared += 1;
    const ran = [...oracle.takeSeen(), ...heat.endStep()];
    for (const feature of ran) {
      seen.add(feature);
      if (ran.includes('taken often')) {
        seenOften.add(feature);
      }
    }
  };
  const fire = (step: string): boolean => {
    const fired = oracle.fire(now);
    for (const [name, subject] of ours) {
      const type = subject.fire(now);
      if (type !== fired) {
        throw new Error(`${name}, ${step} at ${now} ms: the timer of ${type} fired, not that of ${fired}`);
      }
    }
    if (fired !== undefined) {
      compare(`${step} at ${now} ms`);
    }
    return fired !== undefined;
  };
  compare('start');
  for (const [at, step] of steps.entries()) {
    if (step.kind === 'send') {
      for (const subject of [oracle, ...ours.map(([, one]) => one)]) {
        subject.send(step.event, step.value, now);
      }
      compare(`step ${at}, ${step.event} ${step.value}`);
      continue;
    }
    now += step.time;
    // A delay of 0 may fire and set itself again for ever.
    for (let fires = 0; fires < 10 && fire(`step ${at}, timer ${fires}`); fires++) {}
  }
  // What is still set in the end, and should have been cleared, shows by firing.
  for (let fires = 0; fires < 10; fires++) {
    const { deadline } = oracle.moment();
    if (deadline === Number.POSITIVE_INFINITY) {
      break;
    }
    now = Math.max(now, deadline);
    fire(`in the end, timer ${fires}`);
  }
  coverage?.add(seen, seenOften);
  return compared;
}

/** Reports of entries do not say of which run. */
function hasPeer({ machine }: CaseSpec): boolean {
  return machine.peer && !machine.counted;
}

function rehearse(subject: Subject, steps: readonly StepSpec[]): void {
  let now = 0;
  for (const step of steps) {
    if (step.kind === 'send') {
      subject.send(step.event, step.value, now);
    } else {
      now += step.time;
      subject.fire(now);
    }
  }
}

function compareMoments(where: string, expected: Moment, actual: Moment): void {
  for (const key of Object.keys(expected) as (keyof Moment)[]) {
    const same =
      (key === 'stateCounts' && expected.stateCounts.length === 0) || isDeepStrictEqual(expected[key], actual[key]);
    if (!same) {
      throw new Error(
        `${where}: ${key} differs.\nXState: ${JSON.stringify(expected[key], undefined, 1)}\nOurs:   ${JSON.stringify(actual[key], undefined, 1)}`,
      );
    }
  }
}
