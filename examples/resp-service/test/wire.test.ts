/** Bytes as they come on the wire, well-formed and not, to our service and to Debian's redis-server: the same bytes back. */
import { describe, expect, test } from 'vitest';
import { withRedisServer } from '../../../packages/protocols/test/resp/support/redis-server.js';
import { canRun } from '../../../packages/protocols/test/resp/support/tools.js';
import { exchange } from './random/replies.js';
import { startOurs } from './serving.js';

const LAST = '$4\r\nlast\r\n';
const request = (...words: string[]) =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

describe.skipIf(!canRun('redis-server'))('beside redis-server', () => {
  const path = withRedisServer();

  test.each<[string, string]>([
    ['counts of nothing', '*0\r\n*-1\r\n*-10\r\n*-9223372036854775808\r\n'],
    ['empty lines', '\r\n\n \r\n\t\n'],
    ['words between blanks and tabs', '  SET  k \t "a b"\r\nGET k\r\n'],
    ['quotes and escapes', `SET k "\\x41\\n\\"" \r\nGET k\nSET k 'it\\'s'\nGET k\n`],
    ['a vertical tab and a form feed inside a word', 'SET k a\x0bb\x0cc\r\nGET k\r\n'],
    ['a vertical tab and a form feed before a word', '\x0b\x0cPING\r\nECHO \x0bx\r\n'],
    ['a vertical tab after a quote', 'ECHO "a"\x0b\r\n'],
    ['upper and lower case', 'pInG\r\n'],
    [
      'SUBSCRIBE of two channels, and PING',
      `${request('SUBSCRIBE', 'a', 'b')}${request('PING')}${request('PING', 'x')}${request('RESET')}`,
    ],
    ['UNSUBSCRIBE from nothing', request('UNSUBSCRIBE')],
    [
      'what a subscriber may not',
      `${request('SUBSCRIBE', 'a')}${request('GET', 'k')}${request('CLIENT', 'ID')}${request('EXEC')}${request('RESET')}`,
    ],
    [
      'a transaction with SUBSCRIBE',
      `${request('MULTI')}${request('SUBSCRIBE', 'c')}${request('EXEC')}${request('RESET')}`,
    ],
    [
      'a transaction with SUBSCRIBE and PING',
      `${request('MULTI')}${request('SUBSCRIBE', 'c')}${request('PING')}${request('UNSUBSCRIBE', 'c')}${request('EXEC')}`,
    ],
  ])('%s', async (_, input) => {
    const port = await startOurs();
    const bytes = Buffer.from(input + request('ECHO', 'last'), 'latin1');
    const ours = await exchange({ host: '127.0.0.1', port }, bytes, LAST);
    expect(ours.toString('latin1')).toBe((await exchange({ path: path() }, bytes, LAST)).toString('latin1'));
  });

  test.each<[string, string]>([
    [
      'to version 3',
      `${request('MULTI')}${request('CONFIG', 'GET', 'none')}${request('HELLO', '3')}${request('GET', 'none')}${request('EXEC')}`,
    ],
    [
      'back to version 2',
      `${request('HELLO', '3')}${request('MULTI')}${request('GET', 'none')}${request('SUBSCRIBE', 'c')}${request('UNSUBSCRIBE')}${request('HELLO', '2')}${request('GET', 'none')}${request('EXEC')}`,
    ],
  ])('a transaction that goes %s in its middle', async (_, input) => {
    const port = await startOurs();
    const bytes = Buffer.from(input + request('ECHO', 'last'), 'latin1');
    // But for what a server says of itself.
    const said = (reply: Buffer) => reply.toString('latin1').replace(/\$6\r\nserver[\s\S]*?modules\r\n\*0\r\n/g, '…');
    const ours = said(await exchange({ host: '127.0.0.1', port }, bytes, LAST));
    expect(ours).toBe(said(await exchange({ path: path() }, bytes, LAST)));
    expect(ours).toContain('…');
  });

  test.each<[string, string]>([
    ['QUIT, whatever follows', 'QUIT\r\nPING\r\n'],
    ['QUIT in a transaction', `${request('MULTI')}${request('QUIT')}${request('PING')}`],
    ['an argument that is none', '*1\r\nfoo\r\n'],
    ['an integer for an argument', '*1\r\n:1\r\n'],
    ['a line break for an argument', '*2\r\n$4\r\nECHO\r\n\r\n'],
    ['a count that is no number', '*x\r\n'],
    ['no count', '*\r\n'],
    ['a count of 2^31', '*2147483648\r\n'],
    ['a count with a sign', '*+1\r\n'],
    ['a negative zero', '*-0\r\n'],
    ['a count below -2^63', '*-9223372036854775809\r\n'],
    ['a length that is no number', '*1\r\n$x\r\n'],
    ['a length below 0', '*1\r\n$-1\r\n'],
    ['a length beyond all limits', '*1\r\n$999999999999\r\n'],
    ['a length with a leading zero', '*1\r\n$04\r\nPING\r\n'],
    ['an open quote', 'ECHO "a\r\n'],
    ['a word right after a quote', 'ECHO "a"b\r\n'],
  ])('hangs up after %s, with the same last words', async (_, input) => {
    const port = await startOurs({});
    const bytes = Buffer.from(`PING\r\n${input}`, 'latin1');
    const ours = await exchange({ host: '127.0.0.1', port }, bytes);
    expect(ours.toString('latin1')).toBe((await exchange({ path: path() }, bytes)).toString('latin1'));
  });
});

test('an HTTP request is not answered', async () => {
  const port = await startOurs();
  const input = Buffer.from('POST / HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(String(await exchange({ host: '127.0.0.1', port }, input))).toBe('');
});

test('a message to oneself from within a transaction comes after its reply', async () => {
  const port = await startOurs();
  const input = `${request('MULTI')}${request('SUBSCRIBE', 'c')}${request('PUBLISH', 'c', 'm')}${request('EXEC')}${request('RESET')}${request('ECHO', 'last')}`;
  const replies = await exchange({ host: '127.0.0.1', port }, Buffer.from(input), LAST);
  const confirmed = '*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n';
  const message = '*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nm\r\n';
  // redis-server 7.0 sends it between the elements of the reply, which then has more than it announces.
  expect(String(replies)).toBe(`+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n${confirmed}:1\r\n${message}+RESET\r\n${LAST}`);
});

test('each channel of a SUBSCRIBE in a transaction is one element of its reply', async () => {
  const port = await startOurs();
  const input = `${request('MULTI')}${request('SUBSCRIBE', 'a', 'b')}${request('EXEC')}${request('RESET')}${request('ECHO', 'last')}`;
  const replies = await exchange({ host: '127.0.0.1', port }, Buffer.from(input), LAST);
  const confirmed = (name: string, count: number) => `*3\r\n$9\r\nsubscribe\r\n$1\r\n${name}\r\n:${count}\r\n`;
  // redis-server 7.0 announces one element and sends two: all that follows is one off.
  expect(String(replies)).toBe(`+OK\r\n+QUEUED\r\n*2\r\n${confirmed('a', 1)}${confirmed('b', 2)}+RESET\r\n${LAST}`);
});
