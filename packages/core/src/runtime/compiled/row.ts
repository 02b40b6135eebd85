import type { Need } from '../../needs/need.js';
import { alwaysOf, type Choice, choiceOf, isWildcard } from '../candidates.js';
import type { Configuration, MachineModel, TransitionModel } from '../model.js';
import { stateAt, withoutConflicts } from '../route.js';
import { WarmingReaction } from './reaction.js';
import type { Microstep, Reaction, Row, Ways } from './table.js';

export interface RowOptions {
  readonly model: MachineModel;
  readonly configuration: Configuration;
  readonly state: number;
  readonly need: Need | undefined;
  /** Works out transitions that are taken together in the row. */
  readonly workOut: (from: Configuration, transitions: readonly TransitionModel[]) => Microstep;
}

/** A row that is worked out when something happens in it for the first time. */
export class LazyRow implements Row {
  readonly configuration: Configuration;
  readonly state: number;
  readonly need: Need | undefined = undefined;
  readonly ways: Ways = {
    steps: 0,
    reading: undefined,
    answered: undefined,
    readingRound: undefined,
    answeredRound: undefined,
  };
  lastType: string | undefined = undefined;
  lastReaction: Reaction | undefined = undefined;
  /** The event types that active states name, and what each does, at the same place. (Arrays of one kind are faster to read than of two: so neither is empty before it is worked out.) */
  types: readonly string[] = [''];
  private reactions: readonly (Reaction | undefined)[] = [undefined];
  /** What an event does that none names, where that does not depend on its type. */
  private others: Reaction | undefined = undefined;
  private workedOut = false;
  private readonly remembered = new Map<string, Reaction>();
  private readonly microsteps = new Map<string, Microstep>();
  private eventless: readonly (readonly Microstep[])[] | undefined = undefined;

  constructor(private readonly options: RowOptions) {
    this.configuration = options.configuration;
    this.state = options.state;
    this.need = options.need;
    if (alwaysOf(options.model.states, options.configuration).length === 0) {
      this.eventless = [];
    }
  }

  get always(): readonly (readonly Microstep[])[] {
    this.eventless ??= alwaysOf(this.options.model.states, this.configuration).map((chain) =>
      chain.map((transition) => this.take([transition])),
    );
    return this.eventless;
  }

  named(type: string): Reaction | undefined {
    const { types } = this;
    for (let at = 0; at < types.length; at++) {
      if (types[at] === type) {
        return this.reactions[at];
      }
    }
    return undefined;
  }

  unnamed(type: string): Reaction {
    return this.others ?? this.remembered.get(type) ?? this.remember(type);
  }

  together(chosen: readonly Microstep[]): Microstep | undefined {
    if (chosen.length < 2) {
      return chosen[0];
    }
    const { states, transitions } = this.options.model;
    // Two regions may have chosen the same one, of a state around them.
    const enabled = [...new Set(chosen)].map(({ edges }) => transitions[edges[0] as number] as TransitionModel);
    return this.take(withoutConflicts(states, this.configuration, enabled));
  }

  private take(transitions: readonly TransitionModel[]): Microstep {
    const key = transitions.map(({ edge }) => edge).join();
    const known = this.microsteps.get(key) ?? this.options.workOut(this.configuration, transitions);
    this.microsteps.set(key, known);
    return known;
  }

  /** Called for what `named` does not know: all types at first. */
  private remember(type: string): Reaction {
    if (!this.workedOut) {
      this.workOut();
      return this.named(type) ?? this.unnamed(type);
    }
    const reaction = this.reactionTo(type, type);
    if (this.remembered.size < maxRemembered) {
      this.remembered.set(type, reaction);
    }
    return reaction;
  }

  private workOut(): void {
    const { states } = this.options.model;
    // What inner states name is what comes most often.
    const active = [...this.configuration.active].sort((a, b) => b - a);
    const descriptors = [...new Set(active.flatMap((state) => [...stateAt(states, state).on.keys()]))];
    this.types = descriptors.filter((descriptor) => !isWildcard(descriptor));
    this.reactions = this.types.map((type) => this.reactionTo(type, type));
    const partial = descriptors.some((descriptor) => descriptor.endsWith('.*'));
    this.others = partial ? undefined : this.reactionTo('*', undefined);
    this.workedOut = true;
  }

  /** @param only the type that it is for; undefined where it does for several */
  private reactionTo(type: string, only: string | undefined): Reaction {
    const taken = ({ inner, own }: Choice): Choice<Microstep> => ({
      inner: inner.map(taken),
      own: own.map((transition) => this.take([transition])),
    });
    const { states, maxMicrosteps } = this.options.model;
    const choice = taken(choiceOf(states, this.configuration, type));
    return new WarmingReaction(only, choice, maxMicrosteps > 0 && this.always.length === 0);
  }
}

/** Protocols know their event types, so a few suffice; whoever makes up types without end must not fill the memory. */
const maxRemembered = 64;
