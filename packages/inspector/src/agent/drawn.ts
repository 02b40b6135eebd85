/** States of the runtime's tables as states of the chart: of a combination that regions stand in, all of them. */
import type { StageView } from '@wirechart/core';

/** Index in the chart of the state to show; -1 stays what it is. */
export function drawnState(logic: StageView['read'], state: number): number {
  return drawnStates(logic, state)[0] ?? state;
}

/** Indices in the chart of all states that it stands in, without those around them. */
export function drawnStates(logic: StageView['read'], state: number): number[] {
  const active = logic.active[state];
  if (active === undefined) return [];
  const path = (index: number) => logic.states[index] as string;
  const inner = (index: number) => active.some((other) => other !== index && isWithin(path(other), path(index)));
  return active.filter((index) => !inner(index));
}

function isWithin(path: string, around: string): boolean {
  return around === '' || path.startsWith(`${around}.`);
}
