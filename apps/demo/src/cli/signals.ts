/** Signals that ask a server to stop. */
import { whenLeftBehind } from './left-behind.js';

export interface StopSignals {
  /** Resolves with the first signal. */
  readonly first: Promise<NodeJS.Signals>;
  /** Resolves with the second: somebody is impatient. */
  readonly second: Promise<NodeJS.Signals>;
}

/**
 * Hears SIGINT and SIGTERM from now on; the system's way of ending the process is off. The end of the package manager that has
 * started this program counts as SIGTERM.
 */
export function stopSignals(): StopSignals {
  let tell!: (signal: NodeJS.Signals) => void;
  let insist!: (signal: NodeJS.Signals) => void;
  const first = new Promise<NodeJS.Signals>((resolve) => {
    tell = resolve;
  });
  const second = new Promise<NodeJS.Signals>((resolve) => {
    insist = resolve;
  });
  let heard = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    heard += 1;
    if (heard === 1) tell(signal);
    else insist(signal);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  whenLeftBehind(() => onSignal('SIGTERM'));
  return { first, second };
}
