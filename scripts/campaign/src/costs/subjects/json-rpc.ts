/** JSON-RPC in lines and in json-header: batches, nesting, notifications and many identities. */
import { lines } from '@wirechart/protocols/framing';
import { type JsonHeaderMessage, json, jsonHeader } from '@wirechart/protocols/json-header';
import { jsonRpcReplies } from '@wirechart/protocols/json-rpc';
import { jsonRpcAnswer, jsonRpcAnswerTo } from '../../json-rpc-server.js';
import { bytesOf, counted, joined, repeated } from '../inputs.js';
import type { CostSubject } from '../subject.js';
import { jsonFrame } from './json-header.js';

const request = (id: number | string) => `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"method":"m"}`;
/** As long as a line may be by default, or shorter. */
const LINE = 60_000;
const batch = (element: string) => `[${`${element},`.repeat(Math.floor(LINE / (element.length + 1)))}${element}]\n`;
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const list = (element: string) => (size: number) =>
  jsonFrame(joined('[', repeated(`${element},`, size - element.length), element, ']'));

const inLines = lines({ replies: jsonRpcReplies });
const inJsonHeader = jsonHeader({ replies: jsonRpcReplies });

export const jsonRpcSubjects: readonly CostSubject[] = [
  {
    name: 'json-rpc in lines',
    role: 'server',
    protocol: inLines,
    answer: jsonRpcAnswer,
    inputs: {
      requests: (size) => repeated(`${request(1)}\n`, size),
      'requests of different identities': (size) => counted((n) => `${request(n)}\n`, size),
      notifications: (size) => repeated('{"method":"m"}\n', size),
      'batches of requests': (size) => repeated(batch(request(1)), size),
      'batches of notifications': (size) => repeated(batch('{"method":"m"}'), size),
      'batches of what is no request': (size) => repeated(batch('1'), size),
      'batches of nothing': (size) => repeated('[]\n', size),
      'parameters nested deeply': (size) => repeated(`{"method":"m","params":${nested(LINE / 2)}}\n`, size),
      'identities nested deeply': (size) => repeated(`{"method":"m","id":${nested(1_000)}}\n`, size),
      'a long identity': (size) => repeated(`${request('x'.repeat(LINE))}\n`, size),
      'what is no JSON': (size) => repeated('[\n', size),
      'nesting without an end': (size) => repeated(`${'['.repeat(LINE)}\n`, size),
    },
  },
  {
    name: 'json-rpc in json-header',
    role: 'server',
    protocol: inJsonHeader,
    answer: ({ content }: JsonHeaderMessage) => {
      const answer = jsonRpcAnswerTo(content);
      return answer === undefined ? undefined : json(answer);
    },
    inputs: {
      requests: (size) => repeated(jsonFrame(bytesOf(request(1))), size),
      'a batch of requests': list(request(1)),
      'a batch of notifications': list('{"method":"m"}'),
      'a batch of what is no request': list('1'),
      'parameters nested deeply': list(`{"method":"m","params":${nested(500)}}`),
    },
  },
  {
    name: 'json-rpc in lines',
    role: 'client',
    protocol: inLines,
    application: tellingWhose,
    inputs: {
      notifications: (size) => repeated('{"method":"m"}\n', size),
      'batches of responses': (size) => repeated(batch('{"id":1,"result":1}'), size),
      'errors that name no request': (size) => repeated('{"id":null,"error":{}}\n', size),
      'nested deeply': (size) => repeated(`${nested(LINE / 2)}\n`, size),
    },
  },
  {
    name: 'json-rpc in lines, asked',
    role: 'client',
    protocol: inLines,
    application: tellingWhose,
    // As many as have a response.
    asks: function* (input) {
      let n = 0;
      for (const byte of input) if (byte === 0x0a) yield request(n++);
    },
    inputs: {
      'responses in order': (size) => counted((n) => `{"id":${n},"result":1}\n`, size),
      'responses in pairs, the later first': (size) => counted((n) => `{"id":${n ^ 1},"result":1}\n`, size),
    },
  },
];

/** What a client does with each message that arrives: it finds out whose reply it is. */
function tellingWhose(): (message: string) => void {
  const replies = jsonRpcReplies<string, string>();
  replies.sent?.(request(-1));
  const event = { type: 'message' };
  return (message) => {
    if (replies.replyKey(message, event) === undefined) replies.answers?.(message, undefined, 0, event, undefined);
  };
}
