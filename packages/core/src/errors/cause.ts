/**
 * What was thrown, whatever it is. Anything can be thrown: undefined, an object without a prototype, one whose `toString` came out of
 * somebody's JSON, a Proxy that throws when it is looked at. What is done here with it never throws.
 */
import { TransportError, type TransportFailure, WirechartError } from './errors.js';

/** It in words, as `String` has them. */
export function causeText(cause: unknown): string {
  try {
    return String(cause);
  } catch {
    return UNSPEAKABLE;
  }
}

/** What it says: the message of an error, without the name of its class. */
export function causeMessage(cause: unknown): string {
  try {
    return cause instanceof Error ? String(cause.message) : String(cause);
  } catch {
    return UNSPEAKABLE;
  }
}

/** It, if it is one of this library's own errors (in a form that can still be told where it happened); else undefined. */
export function ownError(cause: unknown): WirechartError | undefined {
  return WirechartError.is(cause) ? cause.unfrozen() : undefined;
}

/** It, as what a transport says of its failure: a plain error is taken for what it was reading or writing ended with. */
export function transportFailure(cause: unknown): TransportFailure {
  if (WirechartError.is(cause)) return cause as TransportFailure;
  return new TransportError('read', codeOf(cause), causeMessage(cause), { cause });
}

function codeOf(cause: unknown): string {
  try {
    const { code } = Object(cause) as { readonly code?: unknown };
    return typeof code === 'string' ? code : UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}

/** Of the system's codes the one for any failure. */
const UNKNOWN = 'EIO';

/** Prints a mistake for which there is nobody else to tell. */
export function printMistake(mistake: unknown): void {
  try {
    console.error(mistake);
  } catch {
    console.error(causeText(mistake));
  }
}

const UNSPEAKABLE = 'what was thrown cannot be put into words';
