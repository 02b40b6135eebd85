/** Whatever is thrown, wherever: it ends in a typed error, and so does the connection; no other notices. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { assign, emit, log, setup } from 'xstate';
import {
  connect,
  defineProtocol,
  type HalfInput,
  type Protocol,
  RemoteError,
  type ServeOptions,
  serve,
  until,
  WirechartError,
} from '../src/index.js';
import { isSettled, world } from './kit/world.js';
import { treacherous } from './kit/wrong-values.js';

/** Where it is thrown. */
interface Mines {
  readonly decode?: () => void;
  readonly count?: () => void;
  readonly guard?: () => void;
  readonly action?: () => void;
  readonly delay?: () => void;
  readonly encode?: () => void;
  readonly opening?: () => void;
  readonly heartbeat?: () => void;
}

const first = <T>(mine: (() => void) | undefined, value: T): T => {
  mine?.();
  return value;
};

function mined(mines: Mines): Protocol<string, string> {
  const read = setup({
    types: {
      context: {} as HalfInput & { line: string },
      input: {} as HalfInput,
      events: {} as { type: string; value?: string },
    },
    guards: { fits: () => first(mines.guard, true) },
    actions: { note: assign({ line: ({ event }) => first(mines.action, event.value as string) }) },
    delays: { idle: ({ context }) => first(context.line === '' ? undefined : mines.delay, context.timeouts.idle) },
  }).createMachine({
    id: 'mined',
    context: ({ input }) => ({ ...input, line: '' }),
    initial: 'awaiting-line',
    on: { eof: '.failed', malformed: '.failed', reset: '.failed' },
    states: {
      'awaiting-line': {
        meta: {
          need: until('\n', {
            max: (): number => first(mines.count, 100),
            event: 'line',
            decode: (frame) => first(mines.decode, frame.text()),
          }),
        },
        on: {
          line: {
            guard: 'fits',
            target: 'responding',
            actions: ['note', log('noted'), emit(({ event }) => ({ type: 'message', message: event.value as string }))],
          },
          eof: 'closed',
          drain: 'closed',
        },
        after: { idle: 'failed' },
      },
      responding: { on: { responded: 'awaiting-line' } },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
  return defineProtocol<string>({
    name: 'mined',
    read,
    encode: (line, out) => {
      mines.encode?.();
      out.text(`${line}\n`);
    },
    ...(mines.opening === undefined ? {} : { opening: () => first(mines.opening, 'hello') }),
    ...(mines.heartbeat === undefined ? {} : { heartbeat: () => first(mines.heartbeat, 'beat') }),
  });
}

/** Of a server's protocol as of a client's. */
const places: readonly (keyof Mines)[] = [
  'decode',
  'count',
  'guard',
  'action',
  'delay',
  'encode',
  'opening',
  'heartbeat',
];
const callbacks = [
  'handler',
  'async handler',
  'generator',
  'onConnection',
  'onEvent',
  'onTransition',
  'onLog',
  'async onEvent',
] as const;

afterEach(() => void vi.restoreAllMocks());

describe.each(treacherous)('%s', (_, thrown) => {
  const fail = (): never => {
    throw thrown;
  };

  async function trial(
    protocol: Protocol<string, string>,
    handler: (line: string) => never | string,
    options: ServeOptions<string, string>,
  ) {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const network = world();
    const errors: WirechartError[] = [];
    const server = await serve(protocol, handler, network.endpoint('server'), {
      onError: (error) => void errors.push(error),
      timeouts: { heartbeat: 1_000 },
      ...options,
    });
    const closed = connect(mined({}), network.endpoint('server')).then(async (client) => {
      const reply = client.request('x').then(
        () => undefined,
        (error: unknown) => error,
      );
      const ended = client.closed;
      await network.advanceBy(3_000);
      void client.close();
      await network.advanceBy(20_000);
      return { reply: await reply, ended: await ended };
    });
    const outcome = await closed;
    const closing = server.close();
    await network.advanceBy(20_000);
    expect(await isSettled(closing)).toBe(true);
    return { errors, outcome };
  }

  for (const where of places) {
    test(`thrown by ${where} of a server's protocol`, async () => {
      const { errors } = await trial(mined({ [where]: fail }), (line) => line, {});
      expect(errors.length).toBeGreaterThan(0);
      for (const error of errors) expect(error).toBeInstanceOf(WirechartError);
      expect(errors[0]?.blame).toBe('local');
    });
  }

  for (const where of callbacks) {
    test(`thrown by ${where} of a server`, async () => {
      const handlers: Record<string, unknown> = {
        handler: fail,
        'async handler': async () => fail(),
        // biome-ignore lint/correctness/useYield: it has no time to
        generator: function* () {
          fail();
        },
      };
      const option = where.replace('async ', '');
      const { errors } = await trial(
        mined({}),
        (handlers[where] ?? ((line: string) => line)) as () => never,
        where in handlers ? {} : { [option]: where.startsWith('async') ? async () => fail() : fail },
      );
      expect(errors.length).toBeGreaterThan(0);
      for (const error of errors) expect(error).toBeInstanceOf(WirechartError);
      expect(errors[0]?.code).toBe('handler-threw');
    });
  }

  test('thrown by onError goes no further', async () => {
    const { outcome } = await trial(mined({}), fail, { onError: fail });
    expect(outcome.reply).toBeInstanceOf(WirechartError);
  });

  for (const where of [...places, 'onTransition', 'onLog'] as const) {
    test(`thrown by ${where} of a client`, async () => {
      vi.spyOn(console, 'error').mockImplementation(() => {});
      const network = world();
      const server = await serve(mined({}), (line) => line, network.endpoint('server'), { timeouts: { drain: 100 } });
      const options = where.startsWith('on') ? { [where]: fail } : {};
      const protocol = where.startsWith('on') ? mined({}) : mined({ [where]: fail });
      const trying = connect(protocol, network.endpoint('server'), { ...options, timeouts: { heartbeat: 1_000 } }).then(
        async (client) => {
          const reply = client.request('x').then(
            () => undefined,
            (error: unknown) => error,
          );
          await network.advanceBy(3_000);
          void client.close();
          await network.advanceBy(20_000);
          const { error } = await client.closed;
          return (await reply) ?? error;
        },
        (error: unknown) => error,
      );
      expect(await trying).toBeInstanceOf(WirechartError);
      const closing = server.close();
      await network.advanceBy(20_000);
      expect(await isSettled(closing)).toBe(true);
    });
  }
});

test('a frozen error of this library is told with its place, once', async () => {
  const network = world();
  const errors: WirechartError[] = [];
  const decode = () => {
    throw Object.freeze(new RemoteError('no-good', 'it is no good'));
  };
  await serve(mined({ decode }), (line) => line, network.endpoint('server'), {
    record: 4,
    onError: (error) => void errors.push(error),
  });
  const client = await connect(mined({}), network.endpoint('server'));
  await client.request('x').catch(() => {});
  expect(errors).toMatchObject([{ code: 'no-good', blame: 'remote', state: 'awaiting-line', offset: 0 }]);
  expect(errors[0]?.trace).toHaveLength(1);
});
