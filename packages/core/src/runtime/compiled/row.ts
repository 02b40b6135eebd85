import type { Need } from '../../needs/need.js';
import { alwaysOf, candidatesOf, isWildcard } from '../candidates.js';
import type { MachineModel, TransitionModel } from '../model.js';
import { chainOf, needOf, stateAt } from '../route.js';
import type { Plan } from './program.js';
import { Reaction } from './reaction.js';

/** What can happen in one atomic state. */
export class Row {
  readonly state: number;
  readonly need: Need | undefined;
  readonly always: readonly Plan[];
  /** The event types that the state or an ancestor names, and what each does, at the same place. */
  private readonly types: readonly string[];
  private readonly reactions: readonly Reaction[];
  /** What an event does that none names, where that does not depend on its type. */
  private readonly others: Reaction | undefined;
  private readonly remembered = new Map<string, Reaction>();
  private readonly reactionTo: (type: string) => Reaction;

  constructor({ states }: MachineModel, state: number, planOf: (transition: TransitionModel) => Plan) {
    this.state = state;
    this.need = needOf(states, state);
    const chain = chainOf(states, state).map((index) => stateAt(states, index));
    const descriptors = new Set(chain.flatMap(({ on }) => [...on.keys()]));
    // All of them now: how many there are must not change later.
    for (const { on } of chain) for (const candidates of on.values()) for (const one of candidates) planOf(one);
    this.always = alwaysOf(states, state).map(planOf);
    this.reactionTo = (type) => new Reaction(candidatesOf(states, state, type).map(planOf));
    this.types = [...descriptors].filter((descriptor) => !isWildcard(descriptor));
    this.reactions = this.types.map(this.reactionTo);
    const partial = [...descriptors].some((descriptor) => descriptor.endsWith('.*'));
    this.others = partial ? undefined : this.reactionTo('*');
  }

  /** What an event does of a type that the state or an ancestor names. */
  named(type: string): Reaction | undefined {
    const { types } = this;
    for (let at = 0; at < types.length; at++) {
      if (types[at] === type) {
        return this.reactions[at];
      }
    }
    return undefined;
  }

  /** The same for all other types: what wildcards let through. */
  unnamed(type: string): Reaction {
    return this.others ?? this.remembered.get(type) ?? this.remember(type);
  }

  private remember(type: string): Reaction {
    const reaction = this.reactionTo(type);
    if (this.remembered.size < maxRemembered) {
      this.remembered.set(type, reaction);
    }
    return reaction;
  }
}

/** Protocols know their event types, so a few suffice; whoever makes up types without end must not fill the memory. */
const maxRemembered = 64;
