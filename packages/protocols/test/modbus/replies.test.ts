/** No request takes the response to another for its own, whatever the server does. */
import { repliesContract } from '@wirechart/contract';
import { connect, serve } from '@wirechart/core';
import { simulatedNetwork } from '@wirechart/transport-memory';
import { describe, expect, test } from 'vitest';
import {
  modbusClient,
  modbusServer,
  type Request,
  type Response,
  responseTo,
  type TaggedRequest,
} from '../../src/modbus/index.js';

describe('the contract of replies', () => {
  const cases = repliesContract<Request, Response, TaggedRequest, Response>({
    name: 'modbus',
    world() {
      const network = simulatedNetwork();
      return { endpoint: network.endpoint('server'), settle: () => network.runUntilIdle() };
    },
    client: () => modbusClient(),
    server: () => modbusServer(),
    request: (number) => ({ function: 'write-register', unit: 1, address: number, value: number }),
    answer: (request) => responseTo(request),
    invented: { transaction: 60_000, unit: 1, function: 'write-register', address: 9_999, value: 1 },
    belongs: (response, request) =>
      response.function === 'write-register' &&
      request.function === 'write-register' &&
      response.address === request.address,
  });
  for (const { name, run } of cases) test(name, run);
});

test('requests are answered in any order, as they come', async () => {
  const network = simulatedNetwork();
  const endpoint = network.endpoint('server');
  const order: number[] = [];
  await using _ = await serve(
    modbusServer(),
    (request) =>
      new Promise<Response>((resolve) => {
        const { address } = request as { readonly address: number };
        network.clock.setTimer(() => resolve(responseTo(request, { values: [address] })), 100 - 10 * address);
      }),
    endpoint,
    { concurrency: 8 },
  );
  await using client = await connect(modbusClient(), endpoint);
  const replies = [0, 1, 2, 3].map(async (address) => {
    const response = await client.request({ function: 'read-holding-registers', address, quantity: 1 });
    order.push(address);
    return 'values' in response ? response.values[0] : undefined;
  });
  await network.advanceBy(1_000);
  expect(await Promise.all(replies)).toEqual([0, 1, 2, 3]);
  expect(order).toEqual([3, 2, 1, 0]);
});

test('a response of another kind under the right number ends the connection', async () => {
  const network = simulatedNetwork();
  const endpoint = network.endpoint('server');
  await using _ = await serve(
    modbusServer(),
    ({ transaction, unit }): Response => ({ transaction, unit, function: 'read-holding-registers', values: [1, 2] }),
    endpoint,
    { onError() {} },
  );
  const client = await connect(modbusClient(), endpoint);
  const asked = client.request({ function: 'read-holding-registers', address: 0, quantity: 3 });
  await expect(asked).rejects.toMatchObject({ blame: 'remote', code: 'reply-mismatch' });
});
