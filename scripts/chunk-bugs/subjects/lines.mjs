/** Lines and records between delimiters. */
import readline from 'node:readline';
import { PassThrough } from 'node:stream';
import { DelimiterParser } from '@serialport/parser-delimiter';
import { ReadlineParser } from '@serialport/parser-readline';
import { RegexParser } from '@serialport/parser-regex';
import { SlipDecoder } from '@serialport/parser-slip-encoder';
import { fromAsyncIterable, fromCallbacks, fromEmitter, fromNodeStream } from '@wirechart/fuzz';
import binarySplit from 'binary-split';
import byline from 'byline';
import { parse as itNdjson } from 'it-ndjson';
import ndjson from 'ndjson';
import split from 'split';
import split2 from 'split2';
import StreamSearch from 'streamsearch';

const lines = ['one\ntwo\n\nthree\n', 'one\r\ntwo\r\n\r\nä€😀\r\nno end', 'lone\rcr\r\r\nand\n\rmixed\n'];
const json = ['{"a":1}\n{"b":"ä€😀"}\n[null,true]\n', '{"a":1}\r\n{"b":2}'];

export default [
  { name: 'split2', subject: fromNodeStream(() => split2()), corpus: lines },
  { name: 'split', subject: fromEmitter(() => split(), { events: ['data'] }), corpus: lines },
  { name: 'binary-split', subject: fromNodeStream(() => binarySplit('\r\n')), corpus: lines },
  { name: 'byline', subject: fromNodeStream(() => byline.createStream(null, { keepEmptyLines: true })), corpus: lines },
  { name: 'ndjson', subject: fromNodeStream(() => ndjson.parse()), corpus: json },
  { name: 'it-ndjson', subject: fromAsyncIterable((chunks) => itNdjson(chunks)), corpus: json },
  {
    name: 'node:readline',
    package: 'node',
    subject: fromCallbacks((message) => {
      const input = new PassThrough();
      const reader = readline.createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
      reader.on('line', message);
      const closed = new Promise((resolve) => reader.on('close', resolve));
      return {
        write: (chunk) => new Promise((resolve) => input.write(chunk, resolve)),
        end: () => {
          input.end();
          return closed;
        },
        dispose: () => reader.close(),
      };
    }),
    corpus: lines,
  },
  {
    name: 'streamsearch',
    subject: fromCallbacks(
      (message) => {
        const search = new StreamSearch('\r\n--b', (isMatch, data, start, end) => {
          if (data && end > start) message({ part: data.latin1Slice(start, end) });
          if (isMatch) message({ match: true });
        });
        return { write: (chunk) => search.push(chunk, 0), end: () => search.destroy() };
      },
      { canonical: { piece: (m) => (m.part === undefined ? undefined : { of: 'part', data: m.part }) } },
    ),
    corpus: ['one\r\n--btwo\r\n--\r\n--b\r\r\n--bend', '\r\n--\r\n\r\n--b--b'],
  },
  {
    name: '@serialport/parser-readline',
    subject: fromNodeStream(() => new ReadlineParser({ delimiter: '\r\n' }), { events: ['data'] }),
    corpus: lines,
  },
  {
    name: '@serialport/parser-delimiter',
    subject: fromNodeStream(() => new DelimiterParser({ delimiter: '\r\n', includeDelimiter: true }), {
      events: ['data'],
    }),
    corpus: lines,
  },
  {
    name: '@serialport/parser-regex',
    subject: fromNodeStream(() => new RegexParser({ regex: /\r?\n/ }), { events: ['data'] }),
    corpus: lines,
  },
  {
    name: '@serialport/parser-slip-encoder',
    subject: fromNodeStream(() => new SlipDecoder(), { events: ['data'] }),
    corpus: [Buffer.from([1, 2, 0xc0, 3, 0xdb, 0xdc, 4, 0xdb, 0xdd, 0xc0, 0xc0, 5, 0xc0])],
  },
];
