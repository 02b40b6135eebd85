/** One direction of one connection on its way: packets arrive in the order in which they left, as late as conditions say. */
import type { Random } from '../random.js';
import type { Simulation } from '../simulation/simulation.js';
import { type Conditions, conditionsFrom, drawLatency } from './conditions.js';
import type { Route } from './route.js';

export class Wire {
  readonly #simulation: Simulation;
  readonly #route: Route;
  readonly #random: Random;
  readonly #own: Partial<Conditions>;
  readonly #packets: (() => void)[] = [];
  #freeAt = 0;
  #lastArrival = 0;

  /** @param own conditions of this wire, over those of its route */
  constructor(simulation: Simulation, route: Route, random: Random, own: Partial<Conditions> = {}) {
    this.#simulation = simulation;
    this.#route = route;
    this.#random = random;
    this.#own = own;
    conditionsFrom(own);
  }

  get segmentBytes(): number {
    return this.#conditions().segmentBytes;
  }

  /** Sends a packet after all that were sent before. */
  send(bytes: number, arrive: () => void): void {
    const now = this.#simulation.clock.now();
    const conditions = this.#conditions();
    this.#freeAt = Math.max(now, this.#freeAt) + (bytes / conditions.bandwidth) * 1000;
    this.#lastArrival = Math.max(this.#lastArrival, this.#freeAt + this.#delay(conditions));
    this.#packets.push(arrive);
    // Whichever of its arrivals happens takes the packet that is next, so order does not depend on holds in between.
    this.#simulation.plan(this.#lastArrival - now, () => this.#route.pass(() => this.#packets.shift()?.()));
  }

  /** Sends what takes no room and waits for nothing: an acknowledgement, or a reset. */
  signal(arrive: () => void): void {
    this.#simulation.plan(this.#delay(this.#conditions()), () => this.#route.pass(arrive));
  }

  #conditions(): Conditions {
    return conditionsFrom(this.#route.conditions, this.#own);
  }

  #delay(conditions: Conditions): number {
    return drawLatency(conditions, this.#random);
  }
}
