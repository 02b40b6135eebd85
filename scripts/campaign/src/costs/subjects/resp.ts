/** Elements that cost more than their bytes, nesting, and lines. */
import { respClient, respServer } from '@wirechart/protocols/resp';
import { counted, joined, repeated } from '../inputs.js';
import type { CostSubject } from '../subject.js';

const array = (elements: number, element: string) =>
  joined(`*${elements}\r\n`, repeated(element, elements * element.length));
const elementsIn = (size: number, element: string) => Math.max(1, Math.floor(size / element.length));
const unfinished = (element: string) => (size: number) => {
  const elements = elementsIn(size, element);
  return joined(`*${elements + 1}\r\n`, repeated(element, elements * element.length));
};

const respRequests = {
  'commands of one letter': (size: number) => repeated('*1\r\n$1\r\nx\r\n', size),
  'empty arguments': unfinished('$0\r\n\r\n'),
  'arguments of one byte': unfinished('$1\r\nx\r\n'),
  'a whole command of empty arguments': (size: number) => array(elementsIn(size, '$0\r\n\r\n'), '$0\r\n\r\n'),
  'requests of nothing': (size: number) => repeated('*0\r\n', size),
  'empty lines': (size: number) => repeated('\r\n', size),
  'lone line feeds': (size: number) => repeated('\n', size),
  'words of a line': (size: number) => repeated(`${'a '.repeat(30_000)}\r\n`, size),
  'quotes in a line': (size: number) => repeated(`${'"\\x41" '.repeat(8_000)}\r\n`, size),
};

const respReplies = {
  'nested arrays': (size: number) => repeated(`${'*1\r\n'.repeat(30)}:1\r\n`, size),
  'an array of integers': unfinished(':1\r\n'),
  'an array of nulls': unfinished('_\r\n'),
  'an array of empty arrays': unfinished('*0\r\n'),
  'an array of empty strings': unfinished('$0\r\n\r\n'),
  'a stream of nulls': (size: number) => joined('*?\r\n', repeated('_\r\n', size)),
  'a streamed string of single bytes': (size: number) => joined('$?\r\n', repeated(';1\r\nx\r\n', size)),
  'a map of one key': (size: number) => {
    const pairs = elementsIn(size, '+k\r\n+v\r\n');
    return joined(`%${pairs + 1}\r\n`, repeated('+k\r\n+v\r\n', pairs * 8));
  },
  'a set of errors': (size: number) => {
    const elements = elementsIn(size, '-e\r\n');
    return joined(`~${elements + 1}\r\n`, repeated('-e\r\n', elements * 4));
  },
  attributes: (size: number) => joined(repeated('|1\r\n+k\r\n+v\r\n', size)),
  'attributes of different keys': (size: number) => counted((n) => `|1\r\n+${n}\r\n_\r\n`, size),
  'big numbers': (size: number) => repeated(`(${'9'.repeat(1000)}\r\n`, size),
  'one big number': (size: number) => joined(`(${'9'.repeat(Math.min(size, 65_000))}\r\n`),
  'strings that are no UTF-8': (size: number) => repeated(joined('$1\r\n', Uint8Array.of(0xff), '\r\n'), size),
  'errors that are no UTF-8': (size: number) => repeated(joined('-', Uint8Array.of(0xff), '\r\n'), size),
  pushes: (size: number) => repeated('>1\r\n+x\r\n', size),
};

export const respSubjects: readonly CostSubject[] = [
  { name: 'resp', role: 'server', protocol: respServer(), answer: () => 'OK', inputs: respRequests },
  { name: 'resp', role: 'client', protocol: respClient(), inputs: respReplies },
  { name: 'resp, as text', role: 'client', protocol: respClient({ bulk: 'text' }), inputs: respReplies },
];
