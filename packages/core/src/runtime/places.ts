import type { AnyMachineSnapshot } from 'xstate';
import { configurationOf } from './internals/actor-scope.js';
import type { Configuration, MachineModel, TransitionModel } from './model.js';
import { isPlain, routeOf } from './route.js';

/**
 * Where the interpreter says that a machine stands, and what its transitions enter. In a plain machine the innermost state says
 * it all, and each answer is worked out once.
 */
export class Places {
  private readonly plain: boolean;
  private readonly places: (Configuration | undefined)[] = [];
  private readonly entered = new Map<number, readonly number[]>();

  constructor(private readonly model: MachineModel) {
    this.plain = isPlain(model.states);
  }

  /** Where a snapshot stands. */
  of(snapshot: AnyMachineSnapshot): Configuration {
    const { model, places } = this;
    if (!this.plain) {
      return configurationOf(model, snapshot);
    }
    const innermost = snapshot._nodes.reduce((inner, { order }) => Math.max(inner, order), 0);
    places[innermost] ??= configurationOf(model, snapshot);
    return places[innermost];
  }

  /** The states that are entered where these transitions are taken together. */
  enteredBy(from: Configuration, taken: readonly TransitionModel[]): readonly number[] {
    const [only] = taken;
    if (!this.plain || taken.length !== 1 || only === undefined) {
      return entriesOf(this.model, from, taken);
    }
    const key = only.edge * this.model.states.length + (from.active.at(-1) as number);
    let entered = this.entered.get(key);
    if (entered === undefined) {
      entered = entriesOf(this.model, from, taken);
      this.entered.set(key, entered);
    }
    return entered;
  }
}

function entriesOf(model: MachineModel, from: Configuration, taken: readonly TransitionModel[]): readonly number[] {
  return routeOf(model, from, taken).entries.map((entry) => entry.state);
}
