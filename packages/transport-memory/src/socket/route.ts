/** The way from one host to another: what all wires between them share. It can be held, as by a partition, and released. */
import type { Random } from '../random.js';
import type { Simulation } from '../simulation/simulation.js';
import { type Conditions, conditionsFrom, drawLatency } from './conditions.js';

export class Route {
  readonly #simulation: Simulation;
  #conditions: Partial<Conditions> = {};
  #holds = 0;
  #held: (() => void)[] = [];

  constructor(simulation: Simulation, conditions: Partial<Conditions> = {}) {
    this.#simulation = simulation;
    this.conditions = conditions;
  }

  get conditions(): Partial<Conditions> {
    return this.#conditions;
  }

  /** Hold for packets that leave from now on. @throws RangeError as {@link conditionsFrom} does. */
  set conditions(conditions: Partial<Conditions>) {
    conditionsFrom(conditions);
    this.#conditions = conditions;
  }

  /** How long one packet takes. */
  latency(random: Random): number {
    return drawLatency(conditionsFrom(this.#conditions), random);
  }

  /** Lets nothing arrive until it was released as often as it was held. What is on the way is held too. */
  hold(): void {
    this.#holds += 1;
  }

  /** Lets arrive what was held back, in order. */
  release(): void {
    if (this.#holds === 0) return;
    this.#holds -= 1;
    if (this.#holds > 0) return;
    for (const arrive of this.#held) this.#simulation.plan(0, () => this.pass(arrive));
    this.#held = [];
  }

  /** A packet has come to the end of the route. */
  pass(arrive: () => void): void {
    if (this.#holds > 0) this.#held.push(arrive);
    else arrive();
  }
}
