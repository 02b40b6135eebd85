import type { EventEmitter } from 'node:events';
import type { Subject, SubjectOptions } from '../subject/subject.js';
import { type EventNames, listen, type NamedEvent, pieceRecipe, withPieces } from './named-event.js';

/** How an emitter is fed and what of it is listened to. */
export interface EmitterOptions<Emitter> extends SubjectOptions<NamedEvent>, EventNames {
  readonly events: readonly string[];
  /** Gives the emitter a chunk. Default: its `write`. */
  readonly write?: (emitter: Emitter, chunk: Buffer) => unknown;
  /** Ends the input. Default: its `end`, if it has one. */
  readonly end?: (emitter: Emitter) => unknown;
}

/**
 * An EventEmitter that is fed by calls.
 *
 * @example fromEmitter(() => new Parser(), { events: ['header', 'body'], pieces: ['body'] })
 */
export function fromEmitter<Emitter extends EventEmitter>(
  open: () => Emitter,
  options: EmitterOptions<Emitter>,
): Subject<NamedEvent> {
  const { events, pieces, write = defaultWrite, end = defaultEnd, ...rest } = options;
  return {
    ...rest,
    canonical: withPieces(pieces, options.canonical),
    open: (sink) => {
      const emitter = open();
      listen(emitter, events, sink);
      emitter.on('error', sink.error);
      return { write: (chunk) => write(emitter, chunk), end: () => end(emitter) };
    },
    recipe: {
      open: `const start = ${open.toString()};
const write = ${write.toString()};
const end = ${end.toString()};
function open({ message, error }) {
  const emitter = start();
  for (const event of ${JSON.stringify(events)}) emitter.on(event, (...args) => message({ event, args }));
  emitter.on('error', error);
  return { write: (chunk) => write(emitter, chunk), end: () => end(emitter) };
}`,
      ...pieceRecipe(pieces, options.canonical),
    },
  };
}

const defaultWrite = (emitter: unknown, chunk: Buffer): unknown =>
  (emitter as { write: (chunk: Buffer) => unknown }).write(chunk);

const defaultEnd = (emitter: unknown): unknown => (emitter as { end?: () => unknown }).end?.();
