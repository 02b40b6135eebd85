import type { EventEmitter } from 'node:events';
import type { Canonical, Piece } from '../canonical/canonical.js';
import type { Sink } from '../subject/sink.js';
import { FuzzUsageError } from '../subject/usage-error.js';

/** An event of an emitter, as a message. */
export interface NamedEvent {
  readonly event: string;
  readonly args: readonly unknown[];
}

/** Which events of an emitter are messages. */
export interface EventNames {
  /** Events that count, in the order in which they come. `error` always does. */
  readonly events?: readonly string[];
  /** Those of them whose first argument is a piece of a longer text or byte sequence. */
  readonly pieces?: readonly string[];
}

/** Throws FuzzUsageError (`SUBJECT_INVALID`) for what is no list of names. */
export function checkNames(adapter: string, names: Readonly<Record<string, unknown>>): void {
  for (const [option, given] of Object.entries(names)) {
    if (given === undefined || (Array.isArray(given) && given.every((name) => typeof name === 'string'))) continue;
    const example = typeof given === 'string' ? given : 'data';
    throw new FuzzUsageError('SUBJECT_INVALID', `${adapter}: \`${option}\` is an array of names: ['${example}']`);
  }
}

/** Listens to the named events. */
export function listen(emitter: EventEmitter, events: readonly string[], sink: Sink<NamedEvent>): void {
  for (const event of events) emitter.on(event, (...args: unknown[]) => sink.message({ event, args }));
}

/** The canonical form for events of which some are pieces. What the user says goes first. */
export function withPieces(
  pieces: readonly string[] | undefined,
  canonical: Canonical<NamedEvent> | undefined,
): Canonical<NamedEvent> {
  const merging = new Set(pieces ?? []);
  return {
    piece: ({ event, args: [data] }): Piece | undefined => {
      if (!merging.has(event) || !(typeof data === 'string' || data instanceof Uint8Array)) return undefined;
      return { of: event, data };
    },
    ...canonical,
  };
}

/** Source of the same for a regression test. */
export function pieceRecipe(
  pieces: readonly string[] | undefined,
  canonical: Canonical<NamedEvent> | undefined,
): { piece?: string } {
  if (canonical?.piece !== undefined) return {};
  if (pieces === undefined || pieces.length === 0) return { piece: '() => undefined' };
  return {
    piece: `({ event, args: [data] }) => (${JSON.stringify(pieces)}.includes(event) ? { of: event, data } : undefined)`,
  };
}
