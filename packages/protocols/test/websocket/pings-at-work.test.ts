/** A server whose handler is at work still answers pings (RFC 6455, 5.5.2), and nothing else out of its turn. */
import { connect, type ServeOptions, serve } from '@wirechart/core';
import { randomSizes, simulatedNetwork } from '@wirechart/transport-memory';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { raw } from '../../src/raw/index.js';
import { frames, type Sendable, type WebSocketMessage } from '../../src/websocket/index.js';
import { closePayload, framesOf, fromClient, fromServer } from './support/wire.js';

const [TEXT, CLOSE, PING, PONG] = [1, 8, 9, 10];

/** A server whose handler answers a message when it is told to, and a remote that says frames. */
async function open(options: ServeOptions<WebSocketMessage, Sendable> = {}, seed = 1) {
  const network = simulatedNetwork({ seed, chunking: randomSizes() });
  const handled: WebSocketMessage[] = [];
  const errors: string[] = [];
  const atWork: (() => void)[] = [];
  const handler = (message: WebSocketMessage) => {
    handled.push(message);
    return new Promise<Sendable>((resolve) => atWork.push(() => resolve(message)));
  };
  const onError = ({ code }: { readonly code: string }) => void errors.push(code);
  await serve(frames({ role: 'server' }), handler, network.endpoint('server'), { onError, ...options });
  const remote = await connect(raw(), network.endpoint('server'));
  const heard: Uint8Array[] = [];
  void (async () => {
    for await (const piece of remote) heard.push(piece);
  })();
  return {
    handled,
    errors,
    network,
    async say(...said: readonly Uint8Array[]) {
      for (const one of said) await remote.send(one);
      await network.advanceBy(100);
    },
    /** The handler is done with the oldest. */
    async answer() {
      atWork.shift()?.();
      await network.advanceBy(100);
    },
    /** What the server has said: `pong a`, `text b`. */
    heard: () =>
      framesOf(Buffer.concat(heard)).map(({ opcode, payload }) => {
        if (opcode === CLOSE) return `close ${payload.readUInt16BE()}`;
        return `${opcode === PONG ? 'pong' : opcode === TEXT ? 'text' : opcode} ${payload}`;
      }),
  };
}

test('a ping is answered before the handler is done, and the reply comes after', async () => {
  const { say, answer, heard } = await open();
  await say(fromClient(TEXT, 'a'), fromClient(PING, '1'), fromClient(PONG), fromClient(PING, '2'));
  expect(heard()).toEqual(['pong 1', 'pong 2']);
  await say(fromClient(PING, 'x'.repeat(125)));
  await answer();
  expect(heard().slice(2)).toEqual([`pong ${'x'.repeat(125)}`, 'text a']);
});

test('likewise between the fragments of a message, and with several handlers at work', async () => {
  const { say, answer, heard, handled } = await open({ concurrency: 2 });
  await say(fromClient(TEXT, 'a'), fromClient(TEXT, 'b'), fromClient(PING, '1'));
  await say(fromClient(TEXT, 'c', { fin: false }), fromClient(PING, '2'));
  expect([heard(), handled]).toEqual([['pong 1'], ['a', 'b']]);
  await answer();
  expect(heard()).toEqual(['pong 1', 'text a', 'pong 2']);
});

describe('what is no ping waits for its turn', () => {
  test.each([
    ['a close', fromClient(CLOSE, closePayload(1000)), ['text a', 'close 1000'], []],
    ['a ping with a reserved bit', fromClient(PING, '1', { rsv: 2 }), ['text a', 'close 1002'], ['reserved-bits']],
    ['a ping in fragments', fromClient(PING, '1', { fin: false }), ['text a', 'close 1002'], ['control-fragmented']],
    ['a ping without a mask', fromServer(PING, '1'), ['text a', 'close 1002'], ['mask-missing']],
    ['a ping that is too long', fromClient(PING, 'x'.repeat(126)), ['text a', 'close 1002'], ['control-too-long']],
  ])('%s', async (_, frame, said, codes) => {
    const { say, answer, heard, errors } = await open();
    await say(fromClient(TEXT, 'a'), frame, fromClient(PING, 'after it'));
    expect([heard(), errors]).toEqual([[], []]);
    await answer();
    expect([heard(), errors]).toEqual([said, codes]);
  });

  test('a message, and a ping after it: a remote that sends messages is made to wait', async () => {
    const { say, answer, heard, handled } = await open();
    await say(fromClient(TEXT, 'a'), fromClient(TEXT, 'b'), fromClient(PING, '1'));
    expect([heard(), handled]).toEqual([[], ['a']]);
    await answer();
    expect([heard(), handled]).toEqual([
      ['text a', 'pong 1'],
      ['a', 'b'],
    ]);
  });
});

test('a half of a ping waits for the other half, and keeps nobody from the reply', async () => {
  const { say, answer, heard } = await open();
  const ping = fromClient(PING, 'slow');
  await say(fromClient(TEXT, 'a'), ping.subarray(0, 7));
  await answer();
  await say(ping.subarray(7));
  expect(heard()).toEqual(['text a', 'pong slow']);
});

test('whatever comes in whatever pieces, messages keep their order and each ping has its pong', async () => {
  const frame = fc.oneof(
    fc.record({ kind: fc.constant('text' as const), payload: fc.stringMatching(/^[a-z]{0,9}$/) }),
    fc.record({ kind: fc.constant('pong' as const), payload: fc.stringMatching(/^[a-z]{0,9}$/) }),
  );
  const steps = fc.array(fc.oneof(frame, fc.constant('answer' as const)), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 3 }), fc.nat(), async (given, concurrency, seed) => {
      const { say, answer, heard } = await open({ concurrency }, seed);
      const said = given.filter((one) => one !== 'answer');
      for (const one of given) {
        if (one === 'answer') await answer();
        else await say(fromClient(one.kind === 'text' ? TEXT : PING, one.payload));
      }
      for (let left = said.length; left > 0; left--) await answer();
      for (const kind of ['text', 'pong'] as const) {
        const of = said.filter((one) => one.kind === kind).map(({ payload }) => `${kind} ${payload}`);
        expect(heard().filter((one) => one.startsWith(kind))).toEqual(of);
      }
    }),
    { numRuns: 60 },
  );
});
