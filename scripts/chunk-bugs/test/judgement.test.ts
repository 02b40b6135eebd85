import { describe, expect, test } from 'vitest';
import { type Judgement, judge } from '../src/judgement.js';
import { measuredVerdict, type Row, type Seen } from '../src/row.js';

const row = (...seen: Seen[]): Row => ({
  name: 'lines',
  package: 'lines',
  version: '1.0.0',
  family: 'text',
  inputs: 1,
  bytes: 10,
  runs: 100,
  interrupted: false,
  seen,
});
const messages: Seen = { class: 'messages', accepted: true };
const words: Seen = { class: 'error-text', accepted: false };
const fault: Judgement = {
  name: 'lines',
  verdict: 'divergent',
  judgement: 'fault',
  why: 'It drops a line.',
  reproduction: 'lines.mjs',
  searched: 'somebody/lines',
};

describe('what was measured', () => {
  test('nothing seen is invariant', () => expect(measuredVerdict([])).toBe('invariant'));
  test('differences for empty chunks alone do not count', () =>
    expect(measuredVerdict([{ class: 'empty-chunks', accepted: true }])).toBe('invariant'));
  test('other words of an error are moment or text only', () =>
    expect(measuredVerdict([words])).toBe('moment or text only'));
  test('other messages are divergent, whatever else was seen', () =>
    expect(measuredVerdict([words, messages])).toBe('divergent'));
});

describe('what may stand in the record', () => {
  test('a difference with a judgement and its reproduction', () => {
    const [judged] = judge([row(messages)], [fault], ['lines.mjs']);
    expect(judged?.verdict).toBe('divergent');
  });
  test('a judgement may lower the verdict', () => {
    const [judged] = judge([row(messages)], [{ ...fault, verdict: 'moment or text only' }], ['lines.mjs']);
    expect(judged?.verdict).toBe('moment or text only');
  });
  test('no difference that nobody has judged', () =>
    expect(() => judge([row(messages)], [], ['lines.mjs'])).toThrow('lines: divergent, and not judged'));
  test('no judgement without its reproduction', () =>
    expect(() => judge([row(messages)], [fault], [])).toThrow('lines: there is no lines.mjs'));
  test('no judgement that does not say whether it was reported', () => {
    const { searched: _, ...silent } = fault;
    expect(() => judge([row(messages)], [silent], ['lines.mjs'])).toThrow('lines: no report');
  });
  test('what was judged stays so where a run has not met it', () => {
    const [judged] = judge([row()], [fault], ['lines.mjs']);
    expect(judged?.verdict).toBe('divergent');
  });
  test('no judgement of what is no subject', () =>
    expect(() => judge([row()], [{ ...fault, name: 'other' }], ['lines.mjs'])).toThrow(
      'other: judged, but no subject',
    ));
});
