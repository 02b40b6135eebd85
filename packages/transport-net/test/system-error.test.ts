/** Errors of several attempts, made up: they depend on networks that swallow packets. */
import { expect, test } from 'vitest';
import { systemError } from '../src/system-error.js';

test('the code is that of a refusal rather than of an attempt that was given up for the next', () => {
  const cause = new AggregateError([
    attempt('ETIMEDOUT', -110, '2001:db8::1'),
    attempt('EHOSTUNREACH', -113, '192.0.2.1'),
  ]);
  const error = systemError('connect', 'both.test:80', cause);
  expect(error.code).toBe('EHOSTUNREACH');
  expect(error.message).toBe(
    'cannot connect to both.test:80: 2001:db8::1: connection timed out (ETIMEDOUT); ' +
      '192.0.2.1: host is unreachable (EHOSTUNREACH)',
  );
  expect(error.cause).toBe(cause);
});

test('when all were given up the code says so', () => {
  const cause = new AggregateError([attempt('ETIMEDOUT', -110, '192.0.2.1'), attempt('ETIMEDOUT', -110, '192.0.2.2')]);
  expect(systemError('connect', 'both.test:80', cause).code).toBe('ETIMEDOUT');
});

function attempt(code: string, errno: number, address: string): Error {
  return Object.assign(new Error(`connect ${code} ${address}:80`), { code, errno, syscall: 'connect', address });
}
