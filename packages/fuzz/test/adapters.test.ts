import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import {
  assertChunkInvariant,
  checkChunkInvariance,
  fromAsyncIterable,
  fromCallbacks,
  fromClient,
  fromDecoder,
  fromEmitter,
  fromNodeStream,
  fromSocket,
  fromText,
  fromWebTransform,
  type Subject,
} from '@wirechart/fuzz';
import { describe, expect, test } from 'vitest';

// Each pair is written so that it stands alone, without imports, because a regression test gets the source of the
// function.
const pairs: readonly [name: string, faulty: Subject<never>, correct: Subject<never>][] = [
  [
    'callbacks',
    fromCallbacks<string>((message) => (chunk) => message(chunk.toString('utf8'))),
    fromCallbacks<number>((message) => (chunk) => {
      for (const byte of chunk) message(byte);
    }),
  ],
  [
    'decoder',
    fromDecoder(() => ({ write: (chunk) => chunk.toString('latin1').split('\n') })),
    fromDecoder(() => ({ write: (chunk) => Array.from(chunk) })),
  ],
  [
    'emitter',
    fromEmitter(() => new (process.getBuiltinModule('node:events'))(), {
      events: ['part'],
      write: (emitter, chunk) => emitter.emit('part', `${chunk}`),
    }),
    fromEmitter(() => new (process.getBuiltinModule('node:events'))(), {
      events: ['part'],
      write: (emitter, chunk) => Array.from(chunk, (byte) => emitter.emit('part', byte)),
    }),
  ],
  [
    'Transform in object mode',
    fromNodeStream(
      () =>
        new (process.getBuiltinModule('node:stream').Transform)({
          readableObjectMode: true,
          transform: (chunk, _e, done) => done(null, `${chunk}`),
        }),
    ),
    fromNodeStream(
      () =>
        new (process.getBuiltinModule('node:stream').Transform)({
          readableObjectMode: true,
          transform(chunk, _e, done) {
            for (const byte of chunk) this.push(`${byte}`);
            done();
          },
        }),
    ),
  ],
  [
    'Transform of bytes',
    fromNodeStream(
      () =>
        new (process.getBuiltinModule('node:stream').Transform)({
          transform: (chunk, _e, done) => done(null, `${chunk}`),
        }),
    ),
    fromNodeStream(
      () =>
        new (process.getBuiltinModule('node:stream').Transform)({ transform: (chunk, _e, done) => done(null, chunk) }),
    ),
  ],
  [
    'Writable with events',
    fromNodeStream(
      () =>
        new (process.getBuiltinModule('node:stream').Writable)({
          write(chunk, _e, done) {
            this.emit('part', `${chunk}`);
            done();
          },
        }),
      { events: ['part'] },
    ),
    fromNodeStream(
      () =>
        new (process.getBuiltinModule('node:stream').Writable)({
          write(chunk, _e, done) {
            for (const byte of chunk) this.emit('part', byte);
            done();
          },
        }),
      { events: ['part'] },
    ),
  ],
  [
    'web TransformStream',
    fromWebTransform(
      () => new TransformStream<Uint8Array, string>({ transform: (chunk, out) => out.enqueue(`${chunk}`) }),
    ),
    fromWebTransform(() => new TextDecoderStream(), {
      canonical: { piece: (data: string) => ({ of: 'text', data }) },
    }),
  ],
  [
    'async iterable',
    fromAsyncIterable<string>(async function* (chunks) {
      for await (const chunk of chunks) yield `${chunk}`;
    }),
    fromAsyncIterable<number>(async function* (chunks) {
      for await (const chunk of chunks) yield* chunk;
    }),
  ],
  [
    'socket',
    fromSocket((socket) => {
      socket.on('data', (chunk) => socket.write(`${chunk.length};`));
    }),
    fromSocket((socket) => {
      socket.on('data', (chunk) => socket.write(chunk));
    }),
  ],
];

const corpus = ['grün\nist\n', 'ab\n'];

describe.each(pairs)('%s', (_name, faulty, correct) => {
  test('what does not depend on chunks passes', async () => {
    await assertChunkInvariant(correct, { corpus, mutations: 2 });
  });

  test('what depends on chunks is found, with a regression test that fails where the input is cut', async () => {
    const report = await checkChunkInvariance(faulty, { corpus, mutations: 0, shrinkTime: 100, testRunner: 'node' });
    const [finding] = report.findings;
    expect(finding?.class).toBe('messages');
    const source = finding?.regressionTest ?? '';
    expect(await runAlone(source)).toMatch(/Expected values to be (strictly )?deep-equal/);
    const whole = source.replace(/const chunks = \(\) => (\[[^\]]*\]);/, 'const chunks = () => [Buffer.concat($1)];');
    expect(await runAlone(whole)).toBe('passed');
  });
});

test('an http server of node answers the same however requests are cut', async () => {
  const subject = fromSocket((socket, sink) => {
    const server = http.createServer((request, response) => {
      let body = '';
      request.on('data', (data) => {
        body += data;
      });
      request.on('end', () => {
        sink.message([request.method, request.url, body]);
        response.sendDate = false;
        response.end(`got ${body}`);
      });
    });
    server.emit('connection', socket);
    return () => server.close();
  });
  const requests = 'POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /b HTTP/1.1\r\nHost: x\r\n\r\n';
  const report = await assertChunkInvariant(subject, {
    corpus: [requests],
    mutations: 0,
    variants: false,
    budget: 15_000,
    plan: { nearPairs: 0 },
  });
  expect(report.findings).toEqual([]);
}, 20_000);

describe('a client that sends a request and then reads', () => {
  const response = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n';
  const client = (faulty: boolean) =>
    fromClient(
      (socket, sink) => {
        const request = http.get({ host: 'x', createConnection: () => socket }, (incoming) => {
          incoming.on('data', (data: Buffer) => sink.message(faulty ? `${data.length};` : data));
        });
        request.on('error', sink.error);
      },
      { pieces: true },
    );
  const options = { corpus: [response], mutations: 0, variants: false, budget: 15_000, plan: { nearPairs: 0 } };

  test('gets the same however the response is cut, which comes when it has asked', async () => {
    const seen: unknown[] = [];
    const parser = await client(false).open({
      message: (event) => seen.push(event),
      error: (error) => seen.push(error),
    });
    expect(seen).toEqual([{ type: 'sent', data: expect.any(Buffer) }]);
    await parser.write(Buffer.from(response));
    await setImmediate();
    const application = seen
      .map((event) => (event as { message?: unknown }).message)
      .filter((data) => data !== undefined);
    expect(Buffer.concat(application as Buffer[]).toString()).toBe('abcde');
    await parser.dispose?.();

    const { findings } = await assertChunkInvariant(client(false), options);
    expect(findings.filter(({ fails }) => fails)).toEqual([]);
  }, 20_000);

  test('is found where what the application gets depends on chunks', async () => {
    const { findings } = await checkChunkInvariance(client(true), { ...options, failFast: true, shrinkTime: 0 });
    expect(findings.map((finding) => finding.class)).toContain('messages');
  }, 20_000);
});

test('a socket takes nothing after it was destroyed', async () => {
  let socket: Socket | undefined;
  const seen: string[] = [];
  const parser = await fromSocket((given) => {
    socket = given;
    given.on('data', (chunk) => {
      seen.push(`${chunk}`);
      given.destroy();
    });
  }).open({ message: () => undefined, error: () => undefined });
  for (const chunk of ['ab', 'c']) {
    await parser.write(Buffer.from(chunk));
    await setImmediate();
  }
  expect(seen).toEqual(['ab']);
  expect([parser.closed, socket?.bytesRead]).toEqual([true, 2]);
});

test('a parser of text gets whole characters', async () => {
  const subject = fromText<string>({
    open: (sink) => ({ write: (text) => Array.from(text, (one) => sink.message(one)) }),
  });
  await assertChunkInvariant(subject, { corpus: ['grün 😀 €'], mutations: 5 });
});

function runAlone(source: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'regression-'));
  const file = join(folder, 'regression.test.mjs');
  writeFileSync(file, source);
  return new Promise((resolve) => {
    execFile(process.execPath, [file], (error, stdout) => {
      rmSync(folder, { recursive: true });
      resolve(error === null ? 'passed' : stdout);
    });
  });
}
