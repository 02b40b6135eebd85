/** A read half that hears what was sent: the form of a reply depends on its request (POP3, RFC 1939: LIST is answered in lines). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assign, emit, setup } from 'xstate';
import {
  connect,
  defineProtocol,
  type EmittedMessage,
  type HalfInput,
  mermaidOf,
  type ReadEvent,
  serve,
  until,
} from '../src/index.js';
import { Harness } from './kit/harness.js';
import { lines } from './kit/lines.js';
import { byteByByte, randomSizes, world } from './kit/world.js';

interface Context extends HalfInput {
  /** Whether the replies to come are of several lines, in the order of the requests. */
  readonly forms: readonly boolean[];
  readonly lines: readonly string[];
}

type Event = ReadEvent | { readonly type: 'line'; readonly value: string };

const line = { need: until('\r\n', { max: 512, event: 'line', decode: (frame) => frame.text() }) };

const read = setup({
  types: {
    context: {} as Context,
    input: {} as HalfInput,
    events: {} as Event,
    emitted: {} as EmittedMessage<readonly string[]>,
  },
  guards: {
    isLong: ({ context }) => context.forms[0] === true,
    isEnd: ({ event }) => event.type === 'line' && event.value === '.',
  },
  actions: {
    remember: assign({
      forms: ({ context, event }) =>
        event.type === 'sent' ? [...context.forms, event.value as boolean] : context.forms,
    }),
    collect: assign({
      lines: ({ context, event }) => (event.type === 'line' ? [...context.lines, event.value] : context.lines),
    }),
    deliver: emit(({ context }) => ({ type: 'message', message: context.lines })),
    forget: assign({ lines: [], forms: ({ context }) => context.forms.slice(1) }),
  },
}).createMachine({
  id: 'pop',
  context: ({ input }) => ({ ...input, forms: [], lines: [] }),
  initial: 'awaiting-status',
  on: { sent: { actions: 'remember' }, eof: '.failed', malformed: '.failed', reset: '.failed' },
  states: {
    'awaiting-status': {
      meta: line,
      on: {
        line: [
          { guard: 'isLong', target: 'awaiting-lines', actions: 'collect' },
          { target: 'awaiting-status', reenter: true, actions: ['collect', 'deliver', 'forget'] },
        ],
        eof: 'closed',
      },
    },
    'awaiting-lines': {
      meta: line,
      on: {
        line: [
          { guard: 'isEnd', target: 'awaiting-status', actions: ['deliver', 'forget'] },
          { target: 'awaiting-lines', reenter: true, actions: 'collect' },
        ],
      },
    },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});

const pop = defineProtocol<readonly string[], string>({
  name: 'pop',
  read,
  encode(request, out) {
    out.text(`${request}\r\n`);
    if (request === 'unencodable') throw new RangeError('no');
    return request === 'LIST';
  },
});

const answer = (request: string) => (request === 'LIST' ? '+OK\r\n1 120\r\n2 200\r\n.\r\n' : '+OK\r\n');
const reply = (request: string) => (request === 'LIST' ? ['+OK', '1 120', '2 200'] : ['+OK']);

describe('what was sent', () => {
  test('is heard in the order of sending, before what comes in after, however that is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('LIST', 'NOOP'), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 40 }),
        (requests, size) => {
          const harness = new Harness(pop, { role: 'client' });
          for (const request of requests) harness.connection.send(request, 0);
          const input = Buffer.from(requests.map(answer).join(''));
          for (let at = 0; at < input.length; at += size) harness.receive(input.subarray(at, at + size));
          expect(harness.messages).toEqual(requests.map(reply));
        },
      ),
    );
  });

  test('shows in the trace and in the chart', () => {
    const harness = new Harness(pop, { role: 'client', record: 10 });
    harness.send('LIST');
    expect(harness.connection.trace).toMatchObject([
      { half: 'write', event: 'send' },
      { half: 'read', event: 'sent', from: 'awaiting-status', to: 'awaiting-status' },
      { half: 'write', event: 'flushed' },
    ]);
    expect(mermaidOf(read)).toContain('sent');
  });

  test('is not heard where it could not be encoded', () => {
    const harness = new Harness(pop, { role: 'client' });
    expect(() => harness.send('unencodable')).toThrow('no');
    harness.send('LIST');
    harness.receive(answer('LIST'));
    expect(harness.messages).toEqual([reply('LIST')]);
  });

  test('is no event for a machine that does not name it', () => {
    const harness = new Harness(lines(), { role: 'client', record: 10 });
    harness.send('x');
    expect(harness.connection.trace.map(({ half }) => half)).toEqual(['write', 'write']);
  });

  test('tells replies apart over a network, with many requests at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('LIST', 'NOOP'), { minLength: 1, maxLength: 20 }),
        fc.nat(),
        fc.constantFrom(byteByByte(), randomSizes()),
        async (requests, seed, chunking) => {
          const network = world({ seed, chunking, latency: [0, 20] });
          const server = await serve(
            lines({ encode: (text, out) => void out.text(text) }),
            (request) => answer(request.trim()),
            network.endpoint('server'),
          );
          const client = await network.runUntil(connect(pop, network.endpoint('server')));
          const replies = await network.runUntil(Promise.all(requests.map((request) => client.request(request))));
          expect(replies).toEqual(requests.map(reply));
          await network.runUntil(client.close());
          await network.runUntil(server.close());
        },
      ),
      { numRuns: 20 },
    );
  });
});
