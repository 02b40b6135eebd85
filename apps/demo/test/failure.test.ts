import { DeadlineError, TransportError } from '@wirechart/core';
import { describe, expect, it } from 'vitest';
import { failureText } from '../src/cli/failure.js';

describe('the line about a failure says everything once', () => {
  it('a reason of the system that has no words of ours', () => {
    const error = new TransportError('listen', 'EINVAL', 'cannot listen on [fe80::1]:1: invalid argument (EINVAL)');
    expect(failureText(error, '[fe80::1]:1')).toBe('cannot listen on [fe80::1]:1: invalid argument (EINVAL)');
  });

  it('a reason without its code', () => {
    const error = new TransportError('close', 'EINVAL', 'the transport closed before the remote had ended');
    expect(failureText(error, 'h:1')).toBe('the transport closed before the remote had ended (EINVAL)');
  });

  it('a time-out', () => {
    const text = failureText(new DeadlineError('idle', 'nothing came in time'), 'h:1');
    expect(text).toBe('h:1: nothing came in time (timeout-idle)');
  });
});
