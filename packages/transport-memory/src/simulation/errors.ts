/** What a simulation itself can come to; both are the test's or the program's business, never a remote's. */

/** A run took more steps than it was allowed to: something goes on for ever, or the bound is too low. */
export class StepLimitError extends Error {
  override readonly name = 'StepLimitError';
  readonly maxSteps: number;

  constructor(maxSteps: number, now: number) {
    super(`not at rest after ${maxSteps} steps (maxSteps), at ${now} ms of simulated time`);
    this.maxSteps = maxSteps;
  }
}

/** A promise was waited for, and nothing is left that could settle it. */
export class StandstillError extends Error {
  override readonly name = 'StandstillError';

  constructor(now: number) {
    super(`nothing is left to happen at ${now} ms of simulated time, and what is waited for has not happened`);
  }
}
