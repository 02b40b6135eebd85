/** What a read half has sent by itself, and protocols whose sides say goodbye before they end. */
import { describe, expect, test } from 'vitest';
import { emit, setup } from 'xstate';
import {
  defineProtocol,
  type EmittedMessage,
  type EmittedSend,
  type HalfInput,
  type ReadEvent,
  until,
} from '../src/index.js';
import { Harness, type HarnessOptions } from './kit/harness.js';

type Event = ReadEvent | { readonly type: 'line'; readonly value: string };
type Emitted = EmittedSend<string> | EmittedMessage<string>;

/** Lines. `ping` is answered with `pong`, `bye` ends both directions, and each side says it. */
const read = setup({
  types: { context: {} as HalfInput, input: {} as HalfInput, events: {} as Event, emitted: {} as Emitted },
}).createMachine({
  context: ({ input }) => input,
  initial: 'reading',
  on: { eof: '.failed', malformed: '.failed', reset: '.failed' },
  states: {
    reading: {
      meta: { need: until('\n', { max: 64, event: 'line', decode: (frame) => frame.text() }) },
      on: {
        line: [
          { guard: ({ event }) => event.value === 'ping', actions: emit({ type: 'send', message: 'pong' }) },
          {
            guard: ({ event }) => event.value === 'bye',
            target: 'closed',
            actions: emit({ type: 'send', message: 'bye' }),
          },
          { actions: emit(({ event }) => ({ type: 'message', message: event.value })) },
        ],
        drain: { actions: emit({ type: 'send', message: 'bye' }) },
      },
    },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});

const polite = defineProtocol<string>({
  name: 'polite',
  read,
  encode: (line, out) => out.text(`${line}\n`),
  farewell: ({ code }) => (code === 'truncated' ? undefined : `error ${code}`),
  goodbye: { message: () => 'bye', is: (line) => line === 'bye' },
});

const open = (options: HarnessOptions<string, string> = {}) => new Harness(polite, options);

describe('what a read half emits to be sent', () => {
  test('is sent, in the order of messages, and the application does not hear of it', () => {
    const harness = open({ answer: (line) => `re: ${line}` });
    harness.receive('one\nping\ntwo\n');
    expect(harness.output.toString()).toBe('re: one\npong\nre: two\n');
    expect(harness.types).toEqual(['message', 'message']);
  });

  test('by a machine that starts with it', () => {
    const greeting = setup({ types: { emitted: {} as Emitted } }).createMachine({
      initial: 'greeting',
      states: {
        greeting: { entry: emit({ type: 'send', message: 'hello' }), on: { finished: 'closed' } },
        closed: { type: 'final' },
      },
    });
    const harness = new Harness(
      defineProtocol<string>({ name: 'greeting', read: greeting, encode: (text, out) => out.text(text) }),
    );
    harness.run();
    expect(harness.output.toString()).toBe('hello');
  });

  test('does not pass for the reply to a message', () => {
    let replies: unknown[] = [];
    const echoing = setup({
      types: { events: {} as Event, emitted: {} as Emitted },
      actions: {
        note: ({ event }) => {
          replies = [...replies, event.type === 'responded' && event.reply];
        },
      },
    }).createMachine({
      initial: 'reading',
      states: {
        reading: {
          meta: { need: until('\n', { max: 64, event: 'line' }) },
          on: {
            line: {
              target: 'responding',
              actions: [emit({ type: 'send', message: 'noted' }), emit({ type: 'message', message: 'one' })],
            },
          },
        },
        responding: { on: { responded: { target: 'reading', actions: 'note' } } },
      },
    });
    const harness = new Harness(
      defineProtocol<unknown, string>({ name: 'echoing', read: echoing, encode: (text, out) => out.text(text) }),
      { answer: () => undefined },
    );
    harness.receive('a\n');
    expect(harness.output.toString()).toBe('noted');
    expect(replies).toEqual([undefined]);
  });

  test('a server whose output is full does not read what it would have to answer', () => {
    const harness = open();
    harness.ready = false;
    harness.receive('ping\n', 'ping\n', 'ping\n');
    expect(harness.output.toString()).toBe('pong\n');
    harness.drained();
    expect(harness.output.toString()).toBe('pong\npong\npong\n');
  });

  test('a client reads on; what it would have to answer beyond the limit is the fault of the remote', () => {
    const harness = open({ role: 'client', limits: { queuedOutput: 20 } });
    harness.ready = false;
    harness.receive('ping\n'.repeat(100));
    expect(harness.failure).toMatchObject({ blame: 'remote', code: 'replies-unread', state: 'reading' });
  });

  test('a message that cannot be encoded is a mistake of this side', () => {
    const harness = new Harness({ ...polite, encode: () => expect.fail('cannot') });
    harness.receive('ping\n');
    expect(harness.failure).toMatchObject({ blame: 'local', code: 'encode-failed' });
    expect(harness.outputEnd).toBe('reset');
  });
});

describe('a protocol with a goodbye', () => {
  test('finishing says it, and ends the direction when the remote has said it too', () => {
    const harness = open({ role: 'client' });
    harness.finish();
    expect([harness.output.toString(), harness.outputEnd]).toEqual(['bye\n', undefined]);
    harness.receive('one\nbye\n');
    expect(harness.messages).toEqual(['one']);
    expect([harness.output.toString(), harness.outputEnd]).toEqual(['bye\n', 'end']);
    harness.eof();
    expect(harness.types.slice(-2)).toEqual(['end', 'closed']);
    expect(harness.failure).toBeUndefined();
  });

  test('a message that is one finishes', () => {
    const harness = open();
    harness.send('bye');
    expect(harness.connection.sending).toBe(false);
    expect(harness.outputEnd).toBeUndefined();
    harness.finish().receive('bye\n');
    expect([harness.output.toString(), harness.outputEnd]).toEqual(['bye\n', 'end']);
  });

  test('the goodbye of the remote is answered, once', () => {
    const harness = open();
    harness.receive('bye\n').eof();
    expect([harness.output.toString(), harness.outputEnd]).toEqual(['bye\n', 'end']);
    expect(harness.types).toEqual(['end', 'closed']);
  });

  test('nothing is answered after it', () => {
    const harness = open();
    harness.finish().receive('ping\nping\n');
    expect(harness.output.toString()).toBe('bye\n');
  });

  test('draining says it, and the remote is waited for', () => {
    const harness = open({ answer: (line) => `re: ${line}` });
    harness.receive('one\n').drain();
    expect([harness.output.toString(), harness.outputEnd]).toEqual(['re: one\nbye\n', undefined]);
    harness.receive('bye\n').eof();
    expect(harness.types.slice(-2)).toEqual(['end', 'closed']);
  });

  test('a remote that does not say it runs out of time', () => {
    const harness = open({ timeouts: { drain: 50 } });
    harness.finish().advance(51);
    expect(harness.failure).toMatchObject({ code: 'timeout-drain', half: 'write', state: 'finishing' });
    expect(harness.outputEnd).toBe('reset');
  });

  test('a failure is answered with a farewell instead, and our end after it', () => {
    const harness = open();
    harness.receive('x'.repeat(65));
    expect([harness.output.toString(), harness.outputEnd]).toEqual(['error frame-too-long\n', 'end']);
  });

  test('an end without it is no end in order', () => {
    const harness = open().eof();
    expect(harness.failure).toMatchObject({ code: 'truncated' });
    expect([harness.output.toString(), harness.outputEnd]).toEqual(['', 'end']);
  });
});
