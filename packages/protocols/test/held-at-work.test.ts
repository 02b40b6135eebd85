/** What a handler is at work on counts for the objects that were made of it, where connections together may hold so much. */
import { connect, type Protocol, serve } from '@wirechart/core';
import { simulatedNetwork } from '@wirechart/transport-memory';
import { expect, test } from 'vitest';
import { json, jsonHeader } from '../src/json-header/index.js';
import { respClient, respServer } from '../src/resp/index.js';

/** Whether a connection with these requests is reset, since it holds more than `bufferedTotal`. */
async function isShed<TIn, TOut>(
  server: Protocol<TIn, TOut>,
  client: Protocol<TOut, TIn>,
  requests: readonly TIn[],
  options: { readonly bufferedTotal: number; readonly concurrency?: number },
): Promise<boolean> {
  const network = simulatedNetwork({ seed: 1 });
  const errors: string[] = [];
  const onError = ({ code }: { readonly code: string }) => void errors.push(code);
  // Whoever is at work on a message has it.
  const handler = (message: TIn) => new Promise<TOut>(() => message);
  await serve(server, handler, network.endpoint('server'), { ...options, onError });
  const caller = await connect(client, network.endpoint('server'));
  for (const request of requests) void caller.request(request).catch(() => {});
  await network.advanceBy(1_000);
  return errors.includes('limit-buffered-total');
}

const objects = json(Array.from({ length: 5_000 }, () => ({})));
const args = Array.from({ length: 5_000 }, () => 'x');

test.each<[string, Protocol<never, never>, Protocol<never, never>, readonly unknown[], number, number, number]>([
  ['objects of JSON', jsonHeader() as never, jsonHeader() as never, [objects], 1, 200_000, 500_000],
  ['arguments of RESP', respServer() as never, respClient() as never, [args], 1, 400_000, 900_000],
  [
    'many requests at a time',
    respServer() as never,
    respClient() as never,
    Array.from({ length: 50 }, () => args.slice(0, 100)),
    100,
    400_000,
    900_000,
  ],
])('%s', async (_, server, client, requests, concurrency, less, more) => {
  const given = requests as readonly never[];
  expect(await isShed(server, client, given, { bufferedTotal: less, concurrency })).toBe(true);
  expect(await isShed(server, client, given, { bufferedTotal: more, concurrency })).toBe(false);
});
