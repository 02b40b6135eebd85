import type { Need } from '../needs/need.js';
import type { Configuration, MachineModel, StateModel } from './model.js';
import { chainOf, isPlain, leavesOf, stateAt } from './route.js';

/** Where a machine can stand, numbered: its states, in document order, and after them each combination of states that its regions were met in. */
export class Standings {
  readonly paths: string[];
  readonly needs: (Need | undefined)[];
  /** What is active there. */
  readonly active: (readonly number[])[];
  private readonly plain: boolean;
  private readonly combinations = new Map<string, number>();

  constructor(private readonly model: MachineModel) {
    this.plain = isPlain(model.states);
    this.paths = model.states.map((state) => state.path);
    this.active = model.states.map((state) => chainOf(model.states, state.index));
    this.needs = this.active.map((active) => needOf(model.states, active));
  }

  /** The number of the active atomic state, or of the combination of them. */
  indexOf(configuration: Configuration): number {
    if (this.plain) {
      return configuration.active.at(-1) as number;
    }
    const leaves = leavesOf(this.model.states, configuration);
    return leaves.length === 1 ? (leaves[0] as number) : this.combined(leaves, configuration.active);
  }

  private combined(leaves: readonly number[], active: readonly number[]): number {
    const key = leaves.join();
    let index = this.combinations.get(key);
    if (index === undefined) {
      index = this.paths.push(leaves.map((leaf) => this.paths[leaf]).join(' & ')) - 1;
      this.active.push(active);
      this.needs.push(needOf(this.model.states, active));
      this.combinations.set(key, index);
    }
    return index;
  }
}

/** The innermost active state that needs something says what. Only one of several regions may. */
export function needOf(states: readonly StateModel[], active: readonly number[]): Need | undefined {
  const needing = active.map((state) => stateAt(states, state)).filter((state) => state.need !== undefined);
  return needing.sort((a, b) => b.index - a.index)[0]?.need;
}
