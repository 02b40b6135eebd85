/** Content that is nested too deep for recursion. */
import { connect, serve, type WirechartError } from '@wirechart/core';
import { simulatedNetwork } from '@wirechart/transport-memory';
import { expect, test } from 'vitest';
import { json, jsonHeader } from '../../src/json-header/index.js';
import { frame } from './frames.js';

test('content nested a million deep is the end of its own connection alone', async () => {
  const network = simulatedNetwork({ seed: 1 });
  const endpoint = network.endpoint('server');
  const errors: WirechartError[] = [];
  await serve(jsonHeader(), (request) => json({ echo: request.content }), endpoint, {
    onError: (error) => void errors.push(error),
  });
  const bystander = await connect(jsonHeader(), endpoint);
  const transport = await endpoint.connect();
  const heard: string[] = [];
  transport.start({ data() {}, end() {}, drain() {}, error: () => void heard.push('error'), close() {} });
  const deep = 1_000_000;
  transport.write([frame({}, `${'['.repeat(deep)}${']'.repeat(deep)}`)]);
  await network.runUntilIdle();
  expect(errors).toMatchObject([{ code: 'limit-depth', blame: 'remote' }]);
  expect((await bystander.request(json(1))).content).toEqual({ echo: 1 });
});
