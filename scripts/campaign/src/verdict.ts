/** What a run must keep, and what it did not. */
import { WirechartError } from '@wirechart/core';
import type { Cause, Causes } from './causes.js';

export class Verdict {
  readonly violations: string[] = [];

  demand(holds: boolean, violation: string | (() => string)): void {
    if (!holds) this.violations.push(typeof violation === 'string' ? violation : violation());
  }

  /** An error must be of the engine, and have a cause in the plan. */
  demandCaused(error: unknown, who: string, causes: Causes): void {
    if (!(error instanceof WirechartError)) {
      this.violations.push(`${who}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return;
    }
    const { blame, code, message, state } = error;
    const cause = blame === 'local' ? code : blame;
    this.demand(
      causes.has(cause as Cause),
      () => `${who} failed without a cause: ${blame} ${code}: ${message} (state ${state})`,
    );
  }
}
