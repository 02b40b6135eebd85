/** Callbacks that nobody waits for. */
import { causeText, ownError, printMistake } from './cause.js';
import { localError } from './core-errors.js';
import type { WirechartError } from './errors.js';

/** A callback may be an `async` function all the same: `otherwise` is called when what it returned rejects. */
export function caught(returned: unknown, otherwise: (cause: unknown) => void): void {
  if (typeof returned !== 'object' || returned === null) return;
  if (typeof (returned as { then?: unknown }).then === 'function') Promise.resolve(returned).catch(otherwise);
}

/** Calls one that nothing depends on, and of whose mistakes there is nobody to tell: they are printed. */
export function callAlone(callback: () => unknown): void {
  const print = (cause: unknown) => printMistake(localError('handler-threw', causeText(cause), { cause }));
  try {
    caught(callback(), print);
  } catch (cause) {
    print(cause);
  }
}

/** What was thrown by who was asked in the middle of something: it is the reason why a connection ends. */
export function thrownError(cause: unknown): WirechartError {
  return ownError(cause) ?? localError('handler-threw', causeText(cause), { cause });
}
