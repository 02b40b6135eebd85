/** The app protocol with independent peers, in both directions. */
import { connect } from '@wirechart/core';
import { binary, type JsonHeaderMessage, json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp } from '@wirechart/transport-net';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { anyText } from '../../../packages/core/test/kit/any-text.js';
import { answer } from '../src/answers.js';
import { jsonLines, run, startServer } from './support/demo.js';
import { canRunPython, SEED, startPython, startPythonServer, WAYS, type Way } from './support/python.js';

const search = (value: string) => json({ action: 'search', value });

/** With every kind of answer, and contents of no bytes and of many hundred: some ways to send them take a packet for each byte. */
const REQUESTS: readonly JsonHeaderMessage[] = [
  search('morpheus'),
  search('ring'),
  search('🐶'),
  search('x'),
  json({ action: 'x', value: 'y' }),
  binary(Buffer.from('binary😃'), 'binary/custom-client-binary-type'),
  binary(new Uint8Array(0), 'binary/custom-client-binary-type'),
  binary(
    Uint8Array.from({ length: 700 }, (_, index) => index & 0xff),
    'application/octet-stream',
  ),
  search('🐰'.repeat(200)),
];

describe.skipIf(!canRunPython)('the app protocol with Python peers', () => {
  beforeAll(() => console.info(`interop-app: WIRECHART_SEED=${SEED}`));

  describe.each(WAYS)('their client sends %s', (way) => {
    it('and our server answers every request in order', async () => {
      const { server, port } = await startServer('app-server');
      const replies = await askWithPython(port, REQUESTS, way, SEED);
      expect(replies).toEqual(REQUESTS.map((request) => asPythonTells(answer(request))));
      server.signal('SIGTERM');
      const { status, stdout } = await server.ended;
      expect(stdout).not.toContain('failed');
      expect(status).toBe(0);
    });

    it.each([1, 2, 70, 200])('and hangs up after %i bytes, which hurts no other connection', async (length) => {
      const { server, port } = await startServer('app-server');
      const hangsUp = startPython('app_client.py', [...to(port, way, SEED), '--hang-up', length]);
      await hangsUp.write(asLines(REQUESTS.slice(-1))).ended;
      await server.until(/failed in state .*truncated, blame: remote/);
      expect(await askWithPython(port, REQUESTS, way, SEED)).toHaveLength(REQUESTS.length);
    });
  });

  describe.each(WAYS)('their server sends %s', (way) => {
    it.each([
      [['search', 'morpheus'], '{"result":"Follow the white rabbit. 🐰"}'],
      [['search', '🐶'], '{"result":"🐾 Playing ball! 🏐"}'],
      [['search', 'x'], `{"result":"No match for 'x'."}`],
      [['x', 'y', '--as', 'json'], `{"result":"Error: invalid action 'x'."}`],
      [['binary', '😃'], 'First 10 bytes of request: binary😃'],
    ])('and our app-client %j gets its answer', async (args, expected) => {
      const port = await startPythonServer('app_server.py', ['--send', way, '--seed', SEED]);
      const { status, stdout, stderr } = await run(['app-client', '127.0.0.1', port, ...args]);
      expect(stdout).toContain(`\n← ${expected}  `);
      expect(stderr).toBe('');
      expect(status).toBe(0);
    });

    it.each([1, 4, REQUESTS.length])('%i replies at a time, and our client has each for its request', async (batch) => {
      const port = await startPythonServer('app_server.py', ['--send', way, '--seed', SEED, '--batch', batch]);
      const replies = await ask(port, REQUESTS);
      expect(replies.map(asPythonTells)).toEqual(REQUESTS.map((request) => asPythonTells(answer(request))));
    });
  });

  it('answers any request as their server does', async () => {
    const [ours, theirs] = await Promise.all([startServer('app-server'), startPythonServer('app_server.py', [])]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRequest, { minLength: 1, maxLength: 20 }),
        anyWay,
        fc.nat(),
        async (requests, way, seed) => {
          const expected = await askWithPython(theirs, requests, 'whole', seed);
          expect(await askWithPython(ours.port, requests, way, seed)).toEqual(expected);
          expect((await ask(theirs, requests)).map(asPythonTells)).toEqual(expected);
        },
      ),
      { seed: SEED, numRuns: 10 },
    );
  });

  it.each([
    [0, 'closed-before-reply'],
    [1, 'truncated'],
    [50, 'truncated'],
    [120, 'truncated'],
  ])('their server hangs up after %i bytes of its reply: one line, exit status 1', async (length, code) => {
    const port = await startPythonServer('app_server.py', ['--hang-up', length]);
    const { status, stderr } = await run(['app-client', '127.0.0.1', port, 'search', 'morpheus']);
    expect(stderr).toMatch(new RegExp(`^demo: 127\\.0\\.0\\.1:${port}: .* \\(${code}\\)\\n$`));
    expect(status).toBe(1);
  });
});

const anyWay = fc.constantFrom(...WAYS);

const anyValue = fc.oneof(fc.constantFrom('morpheus', 'ring', '🐶', ''), anyText({ maxLength: 40 }));

const anyRequest: fc.Arbitrary<JsonHeaderMessage> = fc.oneof(
  fc.record({ action: fc.constant('search'), value: anyValue }).map((content) => json(content)),
  fc.record({ action: anyValue, value: anyValue }).map((content) => json(content)),
  fc.uint8Array({ maxLength: 100 }).map((content) => binary(content, 'binary/custom-client-binary-type')),
);

/** Sends all requests without waiting, and so in one write. */
async function ask(port: number, requests: readonly JsonHeaderMessage[]): Promise<JsonHeaderMessage[]> {
  await using client = await connect(jsonHeader(), tcp({ host: '127.0.0.1', port }));
  const replies = Promise.all(requests.map((request) => client.request(request)));
  // Ending our direction tells a server that gathers requests that there are no more.
  client.finish();
  return await replies;
}

async function askWithPython(port: number, requests: readonly JsonHeaderMessage[], way: Way, seed: number) {
  const client = startPython('app_client.py', to(port, way, seed)).write(asLines(requests));
  const { status, stdout, stderr } = await client.ended;
  expect(stderr).toBe(way === 'random' ? `seed ${seed}\n` : '');
  expect(status).toBe(0);
  return jsonLines(stdout);
}

const to = (port: number, way: Way, seed: number) => ['127.0.0.1', port, '--send', way, '--seed', seed];

const asLines = (requests: readonly JsonHeaderMessage[]): string =>
  requests
    .map((request) =>
      JSON.stringify(
        request.kind === 'json'
          ? { json: request.content }
          : { type: request.contentType, base64: Buffer.from(request.content).toString('base64') },
      ),
    )
    .join('\n');

/** A reply as app_client.py prints it. */
function asPythonTells(reply: JsonHeaderMessage): Record<string, unknown> {
  const { contentType: type, contentEncoding: encoding } = reply;
  return reply.kind === 'json'
    ? { type, encoding, json: reply.content }
    : { type, encoding, base64: Buffer.from(reply.content).toString('base64') };
}
