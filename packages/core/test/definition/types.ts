/**
 * What TypeScript says of a protocol: each `@ts-expect-error` is a mistake that does not compile. It is `pnpm run typecheck` that
 * runs these tests; nothing of them is ever called.
 */

import { expectTypeOf } from 'vitest';
import { assign, type EventFrom, emit, setup } from 'xstate';
import {
  bytes,
  Connection,
  connect,
  defineProtocol,
  type Endpoint,
  type HalfInput,
  type Protocol,
  peek,
  prepare,
  type ReadEvent,
  remainder,
  serve,
  setupReadHalf,
  skipUntil,
  stream,
  through,
  until,
  whole,
} from '../../src/index.js';

const describe = (_what: string, _tests: () => void): void => {};
const test = describe;

interface Header {
  readonly length: number;
}

interface Context extends HalfInput {
  readonly header: Header;
}

const half = setupReadHalf({
  types: { message: {} as string, context: {} as Context },
  context: { header: { length: 0 } },
  needs: {
    header: bytes(2, { decode: (frame): Header => ({ length: frame.uint16(0) }) }),
    body: bytes(({ header }: Context) => header.length, { decode: (frame) => frame.text() }),
    end: skipUntil('\n', { event: 'skipped' }),
  },
  guards: {
    isLong: ({ context, event }) => event.type === 'header' && event.value.length > context.limits.contentBytes,
  },
  actions: {
    remember: assign({ header: ({ context, event }) => (event.type === 'header' ? event.value : context.header) }),
  },
});

describe('the type of what `decode` returns is the type of the event’s value', () => {
  const { createMachine } = setupReadHalf({
    types: { events: {} as { readonly type: 'again' } },
    needs: {
      bytes: bytes(2),
      number: bytes(2, { decode: (frame) => frame.uint16(0) }),
      first: peek(1, { event: 'peeked', decode: (frame) => frame.uint8(0) }),
      line: until('\n', { max: ({ limits }) => limits.headerBytes, decode: (frame) => frame.text() }),
      digits: through((byte) => byte < 0x80, { max: 4, decode: (frame) => [...frame.bytes()] }),
      all: remainder({ max: 10 }),
      content: stream(10),
      skipped: skipUntil('\n'),
      frame: whole(() => ({ read: () => undefined, take: () => new Map<string, number>() }), {
        event: (value) => (value.size > 0 ? 'some' : 'none'),
      }),
    },
  });

  test('of each need, under its name or the one that it gives', () => {
    type Heard = EventFrom<ReturnType<typeof createMachine>>;
    expectTypeOf<Heard>().toEqualTypeOf<
      | ReadEvent
      | { readonly type: 'again' }
      | { readonly type: 'bytes'; readonly value: Uint8Array }
      | { readonly type: 'number'; readonly value: number }
      | { readonly type: 'peeked'; readonly value: number }
      | { readonly type: 'line'; readonly value: string }
      | { readonly type: 'digits'; readonly value: number[] }
      | { readonly type: 'all'; readonly value: Uint8Array }
      | { readonly type: 'content' }
      | { readonly type: 'skipped'; readonly value: undefined }
      | { readonly type: 'some' | 'none'; readonly value: Map<string, number> }
    >();
  });

  test('in the transition', () => {
    half.createMachine({
      on: {
        header: { actions: ({ event }) => expectTypeOf(event.value).toEqualTypeOf<Header>() },
        body: { actions: ({ event }) => expectTypeOf(event.value).toEqualTypeOf<string>() },
        malformed: { actions: ({ event }) => expectTypeOf(event.error.code).toEqualTypeOf<string>() },
      },
    });
  });

  test('and a message is of the type that was declared', () => {
    half.createMachine({
      on: {
        body: { actions: emit(({ event }) => ({ type: 'message', message: event.value })) },
        // @ts-expect-error: a header is no message
        header: { actions: emit(({ event }) => ({ type: 'message', message: event.value })) },
      },
    });
  });
});

describe('a slip in a name does not compile', () => {
  test('of an event', () => {
    half.createMachine({
      on: {
        // @ts-expect-error: malformed
        malfromed: '.failed',
      },
      initial: 'a',
      states: {
        a: {
          on: {
            // @ts-expect-error: header
            haeder: 'b',
          },
        },
      },
    });
  });

  test('of a need', () => {
    half.createMachine({
      states: {
        a: {
          // @ts-expect-error: header
          meta: { need: 'haeder' },
        },
        b: {
          // @ts-expect-error: need
          meta: { needs: 'header' },
        },
        c: {
          // @ts-expect-error: no need at all
          meta: { need: 7 },
        },
        d: { meta: { need: 'body', '@statelyai.color': 'blue' } },
      },
    });
  });

  test('of a delay, a guard or an action', () => {
    half.createMachine({
      after: {
        // @ts-expect-error: idle
        idel: '.failed',
        total: '.closed',
      },
      on: {
        header: [
          // @ts-expect-error: isLong
          { guard: 'isLnog', target: '.failed' },
          // @ts-expect-error: remember
          { target: '.body', actions: 'rember' },
          { guard: 'isLong', target: '.failed', actions: 'remember' },
        ],
      },
    });
  });

  test('of a word of XState’s', () => {
    half.createMachine({
      states: {
        a: {
          // @ts-expect-error: on
          onn: { header: 'b' },
        },
        b: {
          on: {
            // @ts-expect-error: actions
            header: { target: 'a', action: 'remember' },
          },
        },
      },
    });
  });
});

describe('what a half remembers', () => {
  test('has the type that was declared', () => {
    setupReadHalf({
      types: { context: {} as Context },
      // @ts-expect-error: the length is a number
      context: { header: { length: '0' } },
      needs: {},
    });
  });

  test('is not forgotten', () => {
    // @ts-expect-error: there is a header to remember
    setupReadHalf({ types: { context: {} as Context }, needs: {} });
  });
});

test('a need whose functions ask for another context does not compile', () => {
  const types = { context: {} as HalfInput & { readonly size: number } };
  const context = { size: 0 };
  const line = until('\n', { max: ({ limits }) => limits.headerBytes });
  const block = bytes(({ size }: { readonly size: number }) => size);
  setupReadHalf({ types, context, needs: { line, block } }).createMachine({});
  const body = bytes(({ header }: Context) => header.length);
  // @ts-expect-error: there is no header
  setupReadHalf({ types, context, needs: { line, body } }).createMachine({});
  const text = bytes(2, { decode: (frame, { header }: Context) => frame.text(0, header.length) });
  // @ts-expect-error: nor here
  setupReadHalf({ types, context, needs: { line, text } }).createMachine({});
});

describe('a protocol over machines of other types does not compile', () => {
  const read = half.createMachine({});
  const encode = (): void => {};

  test('where they are given', () => {
    const make = (): unknown => [
      defineProtocol<string, number>({ name: 'p', read, encode }),
      // @ts-expect-error: its messages are strings
      defineProtocol<number, string>({ name: 'p', read, encode }),
    ];
    expectTypeOf(make).toBeFunction();
  });

  test('where a machine sends by itself', () => {
    const asks = setupReadHalf({ types: { sent: {} as Header }, needs: {} }).createMachine({});
    const make = (): unknown => [
      defineProtocol<string, Header>({ name: 'p', read: asks, encode }),
      // @ts-expect-error: it sends headers
      defineProtocol<string, string>({ name: 'p', read: asks, encode }),
    ];
    expectTypeOf(make).toBeFunction();
  });

  test('where the machine was made by XState alone', () => {
    const other = setup({ types: { emitted: {} as { type: 'message'; message: number } } }).createMachine({});
    const make = (): unknown => [
      defineProtocol<number>({ name: 'p', read: other, encode }),
      // @ts-expect-error: its messages are numbers
      defineProtocol<string>({ name: 'p', read: other, encode }),
    ];
    expectTypeOf(make).toBeFunction();
  });

  test('and where they are not given, they are those of the machine and of the encoder', () => {
    const make = () => defineProtocol({ name: 'p', read, encode: (_message: Header) => {} });
    expectTypeOf(make).returns.toEqualTypeOf<Protocol<string, Header>>();
  });

  test('nor does an unknown option', () => {
    const make = (): unknown =>
      // @ts-expect-error: farewell
      defineProtocol<string>({ name: 'p', read, encode, farwell: () => undefined });
    expectTypeOf(make).toBeFunction();
  });
});

describe('what a need, a protocol or a server is given is held to what it takes', () => {
  const read = half.createMachine({});
  const encode = (_message: string): void => {};
  const protocol = defineProtocol<string>({ name: 'p', read, encode });
  const endpoint = {} as Endpoint;

  test('a need', () => {
    const make = (): unknown => [
      // @ts-expect-error: how long may a line be?
      until('\n'),
      // @ts-expect-error: how long may a line be?
      until('\n', { decode: (frame) => frame.text() }),
      // @ts-expect-error: a number
      bytes('2'),
      // @ts-expect-error: a number is found at once
      bytes(async () => 2),
      // @ts-expect-error: the codec is an option
      bytes(2, (frame) => frame.uint16(0)),
      // @ts-expect-error: text or bytes
      until(10, { max: 5 }),
      // @ts-expect-error: it knows the last byte
      through('\n', { max: 5 }),
      // @ts-expect-error: skipping has no limit
      skipUntil('\n', { max: 5 }),
      // @ts-expect-error: it makes a reader
      whole({ read: () => undefined, take: () => '' }),
      // @ts-expect-error: decode
      peek(1, { decod: String }),
    ];
    expectTypeOf(make).toBeFunction();
  });

  test('a protocol', () => {
    const make = (): unknown => [
      // @ts-expect-error: an encoder
      defineProtocol<string>({ name: 'p', read }),
      // @ts-expect-error: its messages are strings
      defineProtocol<string>({ name: 'p', read, encode, opening: () => 7 }),
      // @ts-expect-error: headerBytes
      defineProtocol<string>({ name: 'p', read, encode, limits: { headerByte: 1 } }),
      // @ts-expect-error: milliseconds, as a number
      defineProtocol<string>({ name: 'p', read, encode, timeouts: { idle: '60s' } }),
      // @ts-expect-error: protocols by the final state
      defineProtocol<string>({ name: 'p', read, encode, next: { closed: read } }),
      // @ts-expect-error: keep or refuse
      defineProtocol<string>({ name: 'p', read, encode, leftovers: 'drop' }),
    ];
    expectTypeOf(make).toBeFunction();
  });

  test('a server and a client', () => {
    const make = (): unknown => [
      // @ts-expect-error: its replies are strings
      serve(protocol, () => 7, endpoint),
      // @ts-expect-error: onError
      serve(protocol, (message) => message, endpoint, { onEror: () => {} }),
      // @ts-expect-error: header
      serve(protocol, (message) => message, endpoint, { timeouts: { headre: 1 } }),
      // @ts-expect-error: receive
      serve(protocol, (message) => message, endpoint, { rates: { recieve: 240 } }),
      // @ts-expect-error: its signal
      serve(protocol, (message) => message, endpoint, { signal: new AbortController() }),
      // @ts-expect-error: that is for servers
      connect(protocol, endpoint, { concurrency: 2 }),
      // @ts-expect-error: fail or pause
      connect(protocol, endpoint, { untaken: 'drop' }),
      // @ts-expect-error: it was not prepared
      new Connection(protocol, 0),
      // @ts-expect-error: client or server
      prepare(protocol, 'serve'),
    ];
    expectTypeOf(make).toBeFunction();
  });
});
