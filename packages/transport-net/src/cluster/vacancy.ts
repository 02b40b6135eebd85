/** How long a place stays empty after its process has ended: longer each time, until one has lasted. */
import type { Backoff } from '@wirechart/core';

export interface VacancySettings {
  readonly backoff: Backoff;
  /** Milliseconds of service after which the waits begin anew. */
  readonly steady: number;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
}

export class Vacancy {
  readonly #settings: VacancySettings;
  /** Processes in a row that did not last. */
  #failures = 0;

  constructor(settings: VacancySettings) {
    this.#settings = settings;
  }

  /** @param served milliseconds that the process which has ended served; 0 for one that never did */
  waitAfter(served: number): number {
    const { backoff, steady, random } = this.#settings;
    this.#failures = served >= steady ? 1 : this.#failures + 1;
    const { first, factor, most, jitter } = backoff;
    const whole = Math.min(most, first * factor ** (this.#failures - 1));
    // What brings one down may bring down all of them at once, and they need not all start at once again.
    return whole * (1 - jitter * random());
  }
}
