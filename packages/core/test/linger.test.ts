/** What a remote sends after nobody reads any more: taken, so that the last reply is not lost, but not without end. */
import { describe, expect, it } from 'vitest';
import { END, RESET } from '../src/index.js';
import { Harness } from './kit/harness.js';
import { lines } from './kit/lines.js';

const LIMITS = { lingerBytes: 1000, headerBytes: 10 };

function failed() {
  const harness = new Harness(lines(), { limits: LIMITS, answer: (line) => line });
  return harness.receive('good\n', 'much too long a line\n');
}

describe('after the read half is over', () => {
  it('takes input up to lingerBytes, and lets the remote end in order', () => {
    const harness = failed();
    const { failure } = harness;
    for (let sent = 0; sent < 1000; sent += 100) harness.receive(Buffer.alloc(100));
    expect(harness.outputEnd).toBe(END);
    harness.eof();
    expect(harness.types.at(-1)).toBe('closed');
    expect(harness.failure).toEqual(failure);
    expect(String(harness.output)).toBe('good\n');
  });

  it('resets the connection by the first byte above, and tells the failure that came first', () => {
    const harness = failed();
    const { failure } = harness;
    harness.receive(Buffer.alloc(1000), Buffer.alloc(1));
    expect(harness.outputEnd).toBe(RESET);
    expect(harness.types.at(-1)).toBe('closed');
    expect(harness.failure).toEqual(failure);
  });

  it('says so where all was in order before', () => {
    const harness = new Harness(lines(), { limits: LIMITS, answer: (line) => line });
    harness.receive('good\n').drain().receive(Buffer.alloc(1001));
    expect(harness.outputEnd).toBe(RESET);
    expect(harness.failure).toMatchObject({ blame: 'remote', code: 'limit-linger-bytes' });
  });

  it('counts it, and what waited when reading was over, as arrived', () => {
    const harness = failed();
    const before = 'good\n'.length + 'much too long a line\n'.length;
    expect(harness.connection.receivedBytes).toBe(before);
    harness.receive(Buffer.alloc(1000));
    expect(harness.connection.receivedBytes).toBe(before + 1000);
    harness.receive(Buffer.alloc(1));
    expect(harness.connection.look()).toMatchObject({ received: before + 1001, buffered: 0 });
  });

  it('holds nothing of it in memory', () => {
    const harness = failed();
    harness.receive(Buffer.alloc(900));
    expect(harness.connection.wantsData).toBe(true);
    expect(harness.connection.offsetOf('read')).toBeLessThan(40);
    expect(harness.connection.look().buffered).toBe(0);
  });
});
