/** What a server answers on the wire, by a reader that knows nothing of ours. */
import { connect, type NetConnectOpts } from 'node:net';
import type { Words } from './commands.js';

export type Reply = readonly [mark: string, value: string | readonly Reply[]];

const END = 'the end of this session';

/** Sends commands and gives the replies, in version 2 or 3; what comes after QUIT is not answered. */
export async function repliesOf(server: NetConnectOpts, version: 2 | 3, commands: readonly Words[]): Promise<Reply[]> {
  const all = [['FLUSHALL'], ['HELLO', String(version)], ...commands, ['RESET'], ['ECHO', END]];
  const bytes = await exchange(server, Buffer.concat(all.map(encode)), `$${END.length}\r\n${END}\r\n`);
  return parse(bytes);
}

/** Sends bytes; gives what comes back until it ends in `last` or the server hangs up. */
export function exchange(server: NetConnectOpts, bytes: Uint8Array, last?: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(server, () => socket.write(bytes));
    let received = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (last !== undefined && received.toString('latin1').endsWith(last)) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(received));
  });
}

function encode(words: Words): Buffer {
  const parts = words.map((word) => Buffer.from(word, 'latin1'));
  return Buffer.concat([
    Buffer.from(`*${parts.length}\r\n`),
    ...parts.flatMap((part) => [Buffer.from(`$${part.length}\r\n`), part, Buffer.from('\r\n')]),
  ]);
}

export function parse(bytes: Buffer): Reply[] {
  const text = bytes.toString('latin1');
  let at = 0;
  function line(): string {
    const end = text.indexOf('\r\n', at);
    if (end < 0) throw new Error(`no end of line: ${JSON.stringify(text.slice(at))}`);
    const found = text.slice(at, end);
    at = end + 2;
    return found;
  }
  function one(): Reply {
    const head = line();
    const mark = head[0] as string;
    const rest = head.slice(1);
    if (mark === '$' || mark === '=') {
      if (rest === '-1') return ['$', '-1'];
      const value = text.slice(at, at + Number(rest));
      at += Number(rest) + 2;
      return [mark, `"${value}`];
    }
    if (!'*~>%'.includes(mark) || rest === '-1') return [mark, rest];
    const count = Number(rest) * (mark === '%' ? 2 : 1);
    return [mark, Array.from({ length: count }, one)];
  }
  const replies: Reply[] = [];
  while (at < text.length) replies.push(one());
  return replies;
}

/** Without what names the server itself, and what a line of text cannot carry in both. */
export function comparable(reply: Reply): Reply {
  const [mark, value] = reply;
  if (typeof value === 'string') return mark === '-' ? [mark, asText(value)] : reply;
  if (value[0]?.[1] === '"server') return [mark, [value[4] as Reply, value[5] as Reply]];
  return [mark, value.map(comparable)];
}

/** Without what is no UTF-8: an error is text, and ours has U+FFFD in its place. */
const asText = (bytes: string): string => Buffer.from(bytes, 'latin1').toString().replaceAll('\uFFFD', '');

/** The parts of a reply in one order, whatever order they came in. */
export function asBag([mark, value]: Reply): Reply {
  if (typeof value === 'string') return [mark, value];
  const parts = value.map(asBag);
  return [mark, parts.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))];
}
