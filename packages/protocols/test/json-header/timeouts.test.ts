/** The time-outs of the reference protocol, under a time that the test passes in. */
import { describe, expect, test } from 'vitest';
import { Harness } from '../../../core/test/kit/harness.js';
import { json, jsonHeader } from '../../src/json-header/index.js';
import { frame } from './frames.js';

const timeouts = { header: 200, content: 300, idle: 1_000, total: 50_000, drain: 100 };
const served = (exchanges: 'one' | 'many' = 'many') =>
  new Harness(jsonHeader({ exchanges, timeouts }), { answer: () => json('reply') });
const whole = frame({}, '"0123456789"');
const contentAt = whole.length - 12;

describe('idle', () => {
  test('fires when no message begins', () => {
    const harness = served();
    harness.advance(999);
    expect(harness.failure).toBeUndefined();
    harness.advance(1);
    expect(harness.failure).toMatchObject({ code: 'timeout-idle', state: 'awaiting-protoheader', offset: 0 });
  });

  test('starts anew after each exchange', () => {
    const harness = served();
    for (let i = 0; i < 3; i++) harness.advance(900).receive(whole);
    harness.advance(999);
    expect(harness.failure).toBeUndefined();
    harness.advance(1);
    expect(harness.failure).toMatchObject({ code: 'timeout-idle', offset: 3 * whole.length });
  });

  test('is not what one byte of a header length is: that is ended by header', () => {
    const harness = served();
    harness.advance(900).receive(whole.subarray(0, 1)).advance(199);
    expect(harness.failure).toBeUndefined();
    harness.advance(1);
    expect(harness.failure).toMatchObject({ code: 'timeout-header', state: 'awaiting-protoheader' });
  });
});

describe('header', () => {
  test('fires when the header is not complete in time, however it trickles', () => {
    const harness = served();
    harness.receive(whole.subarray(0, 2));
    for (let i = 2; i < 21; i++) harness.advance(10).receive(whole.subarray(i, i + 1));
    harness.advance(9);
    expect(harness.failure).toBeUndefined();
    harness.advance(1);
    expect(harness.failure).toMatchObject({ code: 'timeout-header', state: 'awaiting-jsonheader', offset: 2 });
  });
});

describe('content', () => {
  test('fires when nothing more of it arrives', () => {
    const harness = served();
    harness.receive(whole.subarray(0, contentAt + 3)).advance(299);
    expect(harness.failure).toBeUndefined();
    harness.advance(1);
    expect(harness.failure).toMatchObject({ code: 'timeout-content', state: 'awaiting-content', offset: contentAt });
  });

  test('starts anew with each byte', () => {
    const harness = served();
    harness.receive(whole.subarray(0, contentAt));
    for (let i = contentAt; i < whole.length; i++) harness.advance(299).receive(whole.subarray(i, i + 1));
    expect(harness.messages).toHaveLength(1);
  });
});

describe('total', () => {
  test('fires in any state, and names the one that it met', () => {
    const harness = served();
    for (let t = 0; t < 49_500; t += 500) harness.receive(whole).advance(500);
    harness.receive(whole.subarray(0, contentAt));
    harness.advance(200).receive(whole.subarray(contentAt, contentAt + 1));
    harness.advance(300);
    expect(harness.failure).toMatchObject({ code: 'timeout-total', state: 'awaiting-content' });
  });
});

describe('drain', () => {
  test('resets a remote that does not go after the only exchange', () => {
    const harness = served('one');
    harness.receive(whole);
    expect(harness.outputEnd).toBe('end');
    harness.advance(99);
    expect(harness.failure).toBeUndefined();
    harness.advance(1);
    expect([harness.outputEnd, harness.failure?.code]).toEqual(['reset', 'timeout-drain']);
  });
});
