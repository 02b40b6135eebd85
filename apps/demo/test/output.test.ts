import { describe, expect, it } from 'vitest';
import { outputTo } from '../src/output/output.js';
import { printable, shortened } from '../src/output/printable.js';

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

describe('shortened', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['👩‍🚀👩‍🚀👩‍🚀', 3, '👩‍🚀👩‍🚀👩‍🚀'],
    ['👩‍🚀👩‍🚀👩‍🚀👩‍🚀', 3, '👩‍🚀👩‍🚀…'],
  ])('%s to %i', (text, longest, expected) => {
    expect(shortened(text, longest)).toBe(expected);
  });
});

function capture(options: { target?: object; json?: boolean; env?: NodeJS.ProcessEnv }) {
  const written: string[] = [];
  const write = (line: string | Uint8Array) => written.push(String(line)) > 0;
  const output = outputTo({ write, ...options.target }, options.json ?? false, options.env ?? {});
  return { output, written };
}
