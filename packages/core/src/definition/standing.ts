import type { Need } from '../needs/need.js';
import type { Configuration, StateModel } from '../runtime/model.js';
import { isDone, leavesOf, stateAt } from '../runtime/route.js';
import { needOf } from '../runtime/standings.js';

/** Where a half can stand: in a state without children, or in one in each of its regions. */
export interface Standing {
  readonly configuration: Configuration;
  /** Dotted; `reading.line & alive.idle` where there are regions. */
  readonly path: string;
  readonly key: string;
  /** All that is active, innermost first. */
  readonly states: readonly StateModel[];
  readonly need: Need | undefined;
  /** Whether it stands in a final state. */
  readonly final: boolean;
  /** Whether the half is over there. */
  readonly over: boolean;
}

/** The same object for the same place. */
export class Standings {
  private readonly known = new Map<string, Standing>();

  constructor(private readonly states: readonly StateModel[]) {}

  at(configuration: Configuration): Standing {
    const { active, history } = configuration;
    const key = [active.join(), ...[...history].map((entry) => entry.join()).sort()].join(' ');
    const standing = this.known.get(key) ?? standingAt(this.states, configuration);
    this.known.set(key, standing);
    return standing;
  }
}

function standingAt(states: readonly StateModel[], configuration: Configuration): Standing {
  const leaves = leavesOf(states, configuration).map((leaf) => stateAt(states, leaf));
  const active = [...configuration.active].sort((a, b) => b - a);
  return {
    configuration,
    path: leaves.map(({ path }) => path).join(' & '),
    key: leaves.map(({ key }) => key).join(' & '),
    states: active.map((state) => stateAt(states, state)),
    need: needOf(states, active),
    final: leaves.every(({ type }) => type === 'final'),
    over: isDone(states, active, 0),
  };
}
