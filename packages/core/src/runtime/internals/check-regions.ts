/** What regions must keep to: that they can be active together, and that it is clear what they need. */
import type { StateModel, TransitionModel } from '../model.js';
import { chainOf, isBelow, stateAt } from '../route.js';
import { refuse } from './refuse.js';

/**
 * Refuses charts whose regions and history states can be combined in too many ways: every combination that is met has a table of
 * its own, which is kept.
 */
export function checkCombinations(states: readonly StateModel[]): void {
  const remembered = states
    .filter(({ history }) => history !== undefined)
    .map(({ parent, history }) => 1 + (history?.deep ? combinationsOf(states, parent) : valuesOf(states, parent)));
  const combinations = remembered.reduce((product, count) => product * count, combinationsOf(states, 0));
  if (combinations > maxCombinations && states.some(({ type }) => type === 'parallel' || type === 'history')) {
    const outermost = states.find(({ type }) => type === 'parallel' || type === 'history') as StateModel;
    refuse(
      outermost.path,
      `regions or history with ${combinations} combinations of states in all, where ${maxCombinations} are the most`,
      'Split the machine, or keep in context what need not be a state.',
    );
  }
}

/** At most one region may say what is to be read. */
export function checkNeeds(states: readonly StateModel[]): void {
  for (const { path, type, children } of states) {
    const needing =
      type === 'parallel'
        ? children.filter((region) =>
            states.some((state) => state.need !== undefined && chainOf(states, state.index).includes(region)),
          )
        : [];
    if (needing.length > 1) {
      const names = needing.map((region) => `'${stateAt(states, region).key}'`).join(' and ');
      refuse(
        path,
        `needs in more than one of its regions (${names})`,
        'Bytes can only be read by one: keep the needs in one region, and tell the others by `raise`.',
      );
    }
  }
}

/** Targets of one transition have to be active together: in different regions, or one within another. */
export function checkTargets(states: readonly StateModel[], { source, targets }: TransitionModel): void {
  for (const target of targets) {
    checkHistoryAround(states, source, stateAt(states, target));
  }
  for (const [at, one] of targets.entries()) {
    for (const other of targets.slice(at + 1)) {
      if (!goTogether(states, one, other)) {
        const names = [one, other].map((target) => `'${stateAt(states, target).path}'`).join(' and ');
        refuse(
          stateAt(states, source).path,
          `a transition to both ${names}, which are never active together`,
          'Name one target, or one in each region.',
        );
      }
    }
  }
}

/** With what another region does at the same time, XState may leave a state then and not enter it again. */
function checkHistoryAround(
  states: readonly StateModel[],
  source: number,
  { path, parent, history }: StateModel,
): void {
  const inRegion = chainOf(states, source)
    .slice(1)
    .some((around) => stateAt(states, around).type === 'parallel');
  if (history !== undefined && inRegion && isBelow(states, source, parent)) {
    refuse(
      stateAt(states, source).path,
      `a transition from within a region to '${path}', a history state around it`,
      'Name the state to go to.',
    );
  }
}

/** Beyond this a machine's tables could fill the memory, if a remote had it go everywhere. */
const maxCombinations = 10_000;

/** In how many ways a state can be active. */
function combinationsOf(states: readonly StateModel[], index: number): number {
  const { type, children } = stateAt(states, index);
  const counts = children
    .filter((child) => stateAt(states, child).type !== 'history')
    .map((child) => combinationsOf(states, child));
  if (type === 'parallel') {
    return counts.reduce((product, count) => product * count, 1);
  }
  return type === 'compound' ? counts.reduce((sum, count) => sum + count, 0) : 1;
}

/** What a shallow history state can remember. */
function valuesOf(states: readonly StateModel[], parent: number): number {
  const { type, children } = stateAt(states, parent);
  return type === 'parallel' ? 1 : children.filter((child) => stateAt(states, child).type !== 'history').length;
}

function goTogether(states: readonly StateModel[], one: number, other: number): boolean {
  if (one === other || isBelow(states, one, other) || isBelow(states, other, one)) {
    return ![one, other].some((state) => stateAt(states, state).type === 'history');
  }
  const around = chainOf(states, other);
  const common = chainOf(states, one).find((state) => around.includes(state)) as number;
  const [first, second] = [one, other].map((state) =>
    chainOf(states, state).find((at) => stateAt(states, at).parent === common),
  );
  const isRegion = (state: number | undefined): boolean => stateAt(states, state as number).type !== 'history';
  return stateAt(states, common).type === 'parallel' && isRegion(first) && isRegion(second);
}
