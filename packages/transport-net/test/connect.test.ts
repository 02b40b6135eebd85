/** Connecting: errors by stage, time-out. */
import type { LookupFunction } from 'node:net';
import { DeadlineError, TransportError } from '@wirechart/core';
import { expect, test } from 'vitest';
import { tcp } from '../src/index.js';
import { join, listen } from './support/pair.js';

test('a port that nobody listens on is ECONNREFUSED', async () => {
  const port = await freePort();
  const failure = await caught(tcp({ port }).connect());
  expect(failure).toBeInstanceOf(TransportError);
  expect(failure).toMatchObject({
    blame: 'transport',
    stage: 'connect',
    code: 'ECONNREFUSED',
    message: `cannot connect to 127.0.0.1:${port}: connection refused (ECONNREFUSED)`,
  });
});

test('an IPv6 address stands in brackets', async () => {
  const port = await freePort();
  await expect(tcp({ host: '::1', port }).connect()).rejects.toThrow(`cannot connect to [::1]:${port}: `);
});

test('a name that does not exist is a failure to resolve', async () => {
  // As getaddrinfo fails for it: the system's own answer depends on the network that the test runs in.
  const lookup: LookupFunction = (host, _options, done) => done(lookupError('ENOTFOUND', -3008, host), '');
  await expect(tcp({ host: 'nonexistent.invalid', port: 80, lookup }).connect()).rejects.toMatchObject({
    stage: 'resolve',
    code: 'ENOTFOUND',
    message: 'cannot resolve nonexistent.invalid: no such host (ENOTFOUND)',
  });
});

test('the system’s own look-up fails by stage too', async () => {
  // Which of the two depends on whether there is a network.
  const failure = await caught(tcp({ host: 'nonexistent.invalid', port: 80 }).connect());
  expect(failure).toMatchObject({ stage: 'resolve' });
  expect(['ENOTFOUND', 'EAI_AGAIN']).toContain((failure as TransportError).code);
});

test('when every address of a name refuses, the one error names each', async () => {
  const port = await freePort();
  const failure = await caught(tcp({ host: 'both.test', port, lookup: bothFamilies }).connect());
  expect(failure).toMatchObject({
    stage: 'connect',
    code: 'ECONNREFUSED',
    message:
      `cannot connect to both.test:${port}: ` +
      '::1: connection refused (ECONNREFUSED); 127.0.0.1: connection refused (ECONNREFUSED)',
  });
});

test('when one address of a name refuses, the other is tried', async () => {
  const listening = await listen(tcp({ port: 0 }));
  const { client } = await join(listening, tcp({ host: 'both.test', port: listening.port, lookup: bothFamilies }));
  expect(client.remote).toEqual(listening.listener.address);
});

test('what takes longer than connectTimeout is a DeadlineError, the look-up included', async () => {
  const failure = await caught(tcp({ host: 'slow.test', port: 80, connectTimeout: 20, lookup: () => {} }).connect());
  expect(failure).toBeInstanceOf(DeadlineError);
  expect(failure).toMatchObject({
    timeout: 'connect',
    code: 'timeout-connect',
    message: 'time-out connect: no connection to slow.test:80 within 20 ms',
  });
});

test('a look-up that answers after the time-out changes nothing', async () => {
  const listening = await listen(tcp({ port: 0 }));
  let answer = (): void => {};
  const lookup: LookupFunction = (_host, _options, done) => {
    answer = () => done(null, [{ address: '127.0.0.1', family: 4 }]);
  };
  await caught(tcp({ host: 'slow.test', port: listening.port, connectTimeout: 20, lookup }).connect());
  answer();
  // The next connection to arrive is one that was made later.
  const { client, server } = await join(listening, tcp({ port: listening.port }));
  expect(server.remote).toEqual(client.local);
});

const bothFamilies: LookupFunction = (_host, _options, done) =>
  done(null, [
    { address: '::1', family: 6 },
    { address: '127.0.0.1', family: 4 },
  ]);

async function freePort(): Promise<number> {
  const { listener, port } = await listen(tcp({ host: '', port: 0 }));
  await listener.close();
  return port;
}

function lookupError(code: string, errno: number, hostname: string): Error {
  return Object.assign(new Error(`getaddrinfo ${code} ${hostname}`), { code, errno, syscall: 'getaddrinfo', hostname });
}

function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.unreachable('it should have failed'),
    (error: unknown) => error,
  );
}
