import type { EventEmitter } from 'node:events';
import { checkOpener } from '../subject/opener.js';
import type { Subject, SubjectOptions } from '../subject/subject.js';
import { FuzzUsageError } from '../subject/usage-error.js';
import { checkNames, type EventNames, listen, type NamedEvent, pieceRecipe, withPieces } from './named-event.js';

/** How an emitter is fed and what of it is listened to. */
export interface EmitterOptions<Emitter> extends SubjectOptions<NamedEvent>, EventNames {
  readonly events: readonly string[];
  /** Gives the emitter a chunk. Default: its `write`. */
  readonly write?: (emitter: Emitter, chunk: Buffer) => unknown;
  /** Ends the input. Default: its `end`, if it has one. */
  readonly end?: (emitter: Emitter) => unknown;
  /** Tells the emitter that a read failed. Default: it cannot be told. */
  readonly fail?: (emitter: Emitter, error: Error) => unknown;
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
  checkOpener('fromEmitter', open, 'fromEmitter(() => new Parser(), { events: ["row"] })');
  const { events, pieces, write = defaultWrite, end = defaultEnd, fail, ...rest } = checked(options);
  return {
    ...rest,
    canonical: withPieces(pieces, options.canonical),
    open: (sink) => {
      const emitter = emitting(open());
      if (write === defaultWrite && typeof (emitter as { write?: unknown }).write !== 'function') {
        throw new FuzzUsageError(
          'SUBJECT_INVALID',
          'what fromEmitter was given opens something without a function `write`: say how it gets a chunk, { write: (parser, chunk) => parser.push(chunk) }',
        );
      }
      listen(emitter, events, sink);
      emitter.on('error', sink.error);
      return {
        write: (chunk) => write(emitter, chunk),
        end: () => end(emitter),
        ...(fail === undefined ? {} : { fail: (error: Error) => fail(emitter, error) }),
      };
    },
    recipe: {
      open: `const start = ${open.toString()};
const write = ${write.toString()};
const end = ${end.toString()};
const fail = ${fail?.toString() ?? 'undefined'};
function open({ message, error }) {
  const emitter = start();
  for (const event of ${JSON.stringify(events)}) emitter.on(event, (...args) => message({ event, args }));
  emitter.on('error', error);
  const parser = { write: (chunk) => write(emitter, chunk), end: () => end(emitter) };
  return fail === undefined ? parser : { ...parser, fail: (failure) => fail(emitter, failure) };
}`,
      ...pieceRecipe(pieces, options.canonical),
    },
  };
}

function checked<Emitter>(options: EmitterOptions<Emitter>): EmitterOptions<Emitter> {
  checkNames('fromEmitter', { events: options?.events, pieces: options?.pieces });
  if (Array.isArray(options?.events) && options.events.length > 0) return options;
  throw new FuzzUsageError('SUBJECT_INVALID', "fromEmitter needs the events that count: { events: ['data'] }");
}

function emitting<Emitter extends EventEmitter>(emitter: Emitter): Emitter {
  if (typeof emitter?.on === 'function') return emitter;
  throw new FuzzUsageError(
    'SUBJECT_INVALID',
    'what fromEmitter was given opens something without a function `on`: use fromCallbacks',
  );
}

const defaultWrite = (emitter: unknown, chunk: Buffer): unknown =>
  (emitter as { write: (chunk: Buffer) => unknown }).write(chunk);

const defaultEnd = (emitter: unknown): unknown => (emitter as { end?: () => unknown }).end?.();
