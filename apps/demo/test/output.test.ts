import { describe, expect, it, vi } from 'vitest';
import { jsonStart } from '../src/output/json-start.js';
import { outputTo } from '../src/output/output.js';
import { lineOf, printable } from '../src/output/printable.js';

describe('output', () => {
  it.each([
    ['a terminal', { isTTY: true }, false, {}, true],
    ['a file', {}, false, {}, false],
    ['a terminal and NO_COLOR', { isTTY: true }, false, { NO_COLOR: '1' }, false],
    ['a terminal and an empty NO_COLOR, which says nothing', { isTTY: true }, false, { NO_COLOR: '' }, true],
    ['a terminal that knows no colours', { isTTY: true }, false, { TERM: 'dumb' }, false],
    ['a terminal and --json', { isTTY: true }, true, {}, false],
  ])('colours for %s', (_, target, json, env, coloured) => {
    const { output } = capture({ target, json, env });
    expect(output.paint.sent('x')).toBe(coloured ? '\x1b[36mx\x1b[39m' : 'x');
  });

  it.each([
    [undefined, 80],
    [0, 80],
    [90, 90],
    [300, 100],
  ])('with %s columns is %i wide', (columns, width) => {
    const { output } = capture({ target: columns === undefined ? {} : { columns } });
    expect(output.width).toBe(width);
  });

  it('is text for a person', () => {
    const { output, written } = capture({});
    output.tell('listening', 'listening on a:1', { port: 1 });
    output.show('exchange', ['one', 'two'], { number: 1 });
    expect(written).toEqual(['listening on a:1\n', 'one\ntwo\n']);
  });

  it('is an object per line for a program', () => {
    const { output, written } = capture({ json: true });
    output.tell('listening', 'listening on a:1', { port: 1 });
    output.show('exchange', ['one', 'two'], { number: 1 });
    expect(written).toEqual([
      '{"event":"listening","text":"listening on a:1","port":1}\n',
      '{"event":"exchange","number":1}\n',
    ]);
  });
});

describe('printable', () => {
  it.each([
    ['an emoji sequence as it is', '👩‍🚀 ok', '👩‍🚀 ok'],
    ['escape sequences', '\x1b[31m', '\\u001b[31m'],
    ['line breaks and tabs', 'a\r\n\tb', 'a\\r\\n\\tb'],
    ['the C1 controls and DEL', '\x9b\x7f', '\\u009b\\u007f'],
    ['changes of direction', '\u202eabc\u2066', '\\u202eabc\\u2066'],
  ])('%s', (_, text, expected) => {
    expect(printable(text)).toBe(expected);
  });
});

describe('lineOf', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['a\nc', 3, 'a\\…'],
    ['👩‍🚀👩‍🚀👩‍🚀', 3, '👩‍🚀👩‍🚀👩‍🚀'],
    ['👩‍🚀👩‍🚀👩‍🚀👩‍🚀', 3, '👩‍🚀👩‍🚀…'],
    ['x'.repeat(1_000_000), 3, 'xx…'],
  ])('%s to %i', (text, longest, expected) => {
    expect(lineOf(text, longest)).toBe(expected);
  });

  it('looks at no more of a long text than can be shown', () => {
    // Each character costs a call of this class in the loop of the regular expression: a count stands for the time.
    const text = `${'\n'.repeat(100_000)}`;
    let escaped = 0;
    const replace = vi.spyOn(String.prototype, 'replace').mockImplementation(function (this: string) {
      escaped += this.length;
      return String(this);
    });
    lineOf(text, 10);
    replace.mockRestore();
    expect(escaped).toBeLessThan(1000);
  });
});

describe('jsonStart', () => {
  it.each([[{ a: [1, 'two', null, true, { b: {} }], c: 'ä\n' }], [[]], [[[[]], {}]], ['text'], [1.5], [null]])(
    '%j as JSON.stringify writes it',
    (value) => {
      expect(jsonStart(value, 1000)).toBe(JSON.stringify(value));
    },
  );

  it('begins as JSON.stringify does, and gives up soon', () => {
    const value = Array.from({ length: 100_000 }, (_, index) => ({ index, text: 'x'.repeat(100) }));
    const start = jsonStart(value, 1000);
    expect(JSON.stringify(value).startsWith(start.slice(0, 1000))).toBe(true);
    expect(start.length).toBeLessThan(2000);
  });
});

function capture(options: { target?: object; json?: boolean; env?: NodeJS.ProcessEnv }) {
  const written: string[] = [];
  const write = (line: string | Uint8Array) => written.push(String(line)) > 0;
  const output = outputTo({ write, ...options.target }, options.json ?? false, options.env ?? {});
  return { output, written };
}
