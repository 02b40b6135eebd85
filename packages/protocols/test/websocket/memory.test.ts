/** Both sides of ours, over a network in memory that cuts and delays as it likes, on both runtimes. */
import { connect, type RuntimeName, serve, type WirechartError } from '@wirechart/core';
import { randomSizes, simulatedNetwork } from '@wirechart/transport-memory';
import { describe, expect, test } from 'vitest';
import { permessageDeflate } from '../../src/websocket/deflate/index.js';
import { type WebSocketMessage, webSocket } from '../../src/websocket/index.js';
import { closePayload, fixed, framesOf, fromClient, request } from './support/wire.js';

const runtimes: readonly RuntimeName[] = ['compiled', 'xstate'];
const url = 'ws://server/';

describe.each(runtimes)('by the %s machines', (runtime) => {
  test.each([
    ['as they are', {}],
    ['compressed', { compression: permessageDeflate({ threshold: 0 }) }],
    ['in short frames', { frameBytes: 100 }],
  ])('messages come back %s, and both sides close in order', async (_, options) => {
    const network = simulatedNetwork({ seed: 11, chunking: randomSizes(), latency: [0, 20], receiveBuffer: 5_000 });
    const errors: WirechartError[] = [];
    const endpoint = network.endpoint('server');
    const server = await serve(webSocket.server(options), (message) => message, endpoint, {
      runtime,
      onError: (error) => errors.push(error),
    });
    const client = await connect(webSocket.client({ url, random: fixed, ...options }), endpoint, { runtime });
    const messages: WebSocketMessage[] = ['', 'wörld 🐰'.repeat(500), new Uint8Array(9000).fill(3), 'a'];
    expect(await Promise.all(messages.map((message) => client.request(message)))).toEqual(messages);
    await client.close();
    await server.close();
    expect(errors).toEqual([]);
  });

  test('a remote that fails does not disturb another', async () => {
    const network = simulatedNetwork({ seed: 12, chunking: randomSizes() });
    const errors: (string | undefined)[] = [];
    const endpoint = network.endpoint('server');
    await serve(webSocket.server(), (message) => message, endpoint, {
      runtime,
      onError: ({ code }) => errors.push(code),
    });
    const good = await connect(webSocket.client({ url, random: fixed }), endpoint, { runtime });
    expect(await good.request('before')).toBe('before');
    const answers: Uint8Array[] = [];
    const bad = await endpoint.connect({});
    const closed = new Promise<void>((resolve) =>
      bad.start({
        data: (chunk) => answers.push(chunk.slice()),
        end: () => bad.end(),
        drain: () => {},
        error: () => resolve(),
        close: () => resolve(),
      }),
    );
    bad.write([request(), fromClient(1, Uint8Array.of(0xff))]);
    expect(await good.request('meanwhile')).toBe('meanwhile');
    await closed;
    expect(errors).toEqual(['text-not-utf8']);
    expect(await good.request('after')).toBe('after');
    const answer = Buffer.concat(answers);
    const [frame] = framesOf(answer.subarray(answer.indexOf('\r\n\r\n') + 4));
    expect(frame).toMatchObject({ opcode: 8, payload: closePayload(1007, 'text-not-utf8') });
  });
});
