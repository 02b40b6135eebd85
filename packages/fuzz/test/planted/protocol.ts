/** A planted parser as the read half of a protocol of the engine, which hands it what each read has brought. */
import {
  defineProtocol,
  type HalfInput,
  type Protocol,
  type ReadEvent,
  type ReadMachine,
  streamRemainder,
} from '@wirechart/core';
import type { Parser, Sink } from '@wirechart/fuzz';
import { emit, setup } from 'xstate';

declare const planted: { open(index: number, sink: Pick<Sink<unknown>, 'message' | 'error'>): Parser };

/** What a connection has to itself. */
interface Own extends HalfInput {
  readonly parser: Parser;
  /** What the parser has delivered and the application has not got. */
  readonly delivered: unknown[];
  readonly failure: { error?: unknown };
}

/**
 * Messages are pieces of one text, a line for each of the parser's: a read brings any number of them.
 *
 * @param index of the fault; nothing that it does later than in its calls is seen
 */
export function protocolOf(index: number): Protocol<Uint8Array, never> {
  const read = setup({
    types: { context: {} as Own, input: {} as HalfInput, events: {} as ReadEvent },
    actions: {
      finish: ({ context }) => taken(context, () => context.parser.end?.()),
      tell: emit(({ context }) => delivered(context) as never),
    },
  }).createMachine({
    context: ({ input }) => {
      const [messages, failure]: [unknown[], { error?: unknown }] = [[], {}];
      const message = (content: unknown) => void messages.push(content);
      const error = (reason: unknown) => {
        failure.error ??= reason;
      };
      return { ...input, delivered: messages, failure, parser: planted.open(index, { message, error }) };
    },
    initial: 'reading',
    on: { malformed: { target: '.failed', actions: 'tell' }, reset: '.failed' },
    states: {
      reading: { meta: { need }, on: { eof: { target: 'closed', actions: ['finish', 'tell'] } } },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
  return defineProtocol<Uint8Array, never>({
    name: 'planted',
    read: read as unknown as ReadMachine<Uint8Array, never>,
    encode: () => undefined,
  });
}

const need = streamRemainder<Own>({
  piece: (frame, context) => {
    const { buffer, byteOffset, length } = frame.bytes();
    taken(context, () => context.parser.write(Buffer.from(buffer, byteOffset, length)));
    return delivered(context);
  },
});

function taken({ failure }: Own, call: () => unknown): void {
  const result = call() as PromiseLike<unknown> | undefined;
  if (typeof result?.then === 'function') throw new TypeError('a protocol reads what is there at once');
  if ('error' in failure) throw failure.error;
}

function delivered(context: Own): { readonly type: 'message'; readonly message: Uint8Array } {
  const lines = context.delivered.splice(0).map((message) => `${JSON.stringify(message)}\n`);
  return { type: 'message', message: Buffer.from(lines.join('')) };
}
