/** Documents, forms and what edits streams. Each corpus is one plain input: the fuzzer varies it. */

import JSONStream from 'JSONStream';
import { parseChunked } from '@discoveryjs/json-ext';
import { Busboy as FastifyBusboy } from '@fastify/busboy';
import { MultipartParser } from '@remix-run/multipart-parser';
import { fromAsyncIterable, fromCallbacks, fromEmitter, fromNodeStream } from '@wirechart/fuzz';
import Dicer from 'dicer';
import jsonlines from 'jsonlines';
import { Splitter } from 'mailsplit';
import replaceStream from 'replacestream';
import { Lexer } from 'yaml';

const form =
  '--xyz\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n' +
  '--xyz\r\nContent-Disposition: form-data; name="f"; filename="t.txt"\r\nContent-Type: text/plain\r\n\r\ntwo\r\nlines\r\n--xyz--\r\n';

/** Fields and the content of files, of a parser with the events of busboy. */
const listen = (open) =>
  fromCallbacks(
    (message, error) => {
      const parser = open();
      parser.on('field', (name, value) => message({ field: name, value }));
      let files = 0;
      parser.on('file', (name, file) => {
        // Several may have one name.
        const of = `file ${files++}`;
        message({ file: name, in: of });
        file.on('data', (data) => message({ of, data }));
        file.on('end', () => message({ end: of }));
      });
      parser.on('error', error);
      const over = new Promise((resolve) => parser.on('close', resolve).on('finish', resolve));
      return {
        write: (chunk) => new Promise((resolve) => parser.write(chunk, () => resolve())),
        end: () => {
          parser.end();
          return over;
        },
        dispose: () => parser.on('error', () => undefined).destroy(),
      };
    },
    { canonical: { piece: (m) => (m.of === undefined ? undefined : m), stream: (m) => m.of ?? m.in ?? m.end ?? '' } },
  );

const headers = { 'content-type': 'multipart/form-data; boundary=xyz' };

export default [
  {
    name: 'yaml (Lexer)',
    package: 'yaml',
    subject: fromCallbacks((message) => {
      const lexer = new Lexer();
      const take = (source, incomplete) => {
        for (const token of lexer.lex(source, incomplete)) message(token);
      };
      return { write: (chunk) => take(chunk.toString('latin1'), true), end: () => take('', false) };
    }),
    corpus: ['a: 1\nb:\n  - x\n  - "y: z"\nc: |\n  two\n  lines\n---\n# note\n- &n {k: v}\n- *n\n...\n'],
  },
  { name: '@fastify/busboy', subject: listen(() => new FastifyBusboy({ headers })), corpus: [form] },
  {
    name: 'dicer',
    subject: fromCallbacks(
      (message, error) => {
        const parser = new Dicer({ boundary: 'xyz' });
        let parts = 0;
        parser.on('part', (part) => {
          const of = `part ${parts++}`;
          part.on('header', (header) => message({ header, in: of }));
          part.on('data', (data) => message({ of, data }));
          part.on('end', () => message({ end: of }));
          part.on('error', error);
        });
        parser.on('error', error);
        const over = new Promise((resolve) => parser.on('finish', resolve));
        return {
          write: (chunk) => new Promise((resolve) => parser.write(chunk, () => resolve())),
          end: () => {
            parser.end();
            return over;
          },
        };
      },
      { canonical: { piece: (m) => (m.of === undefined ? undefined : m), stream: (m) => m.of ?? m.in ?? m.end } },
    ),
    corpus: [form],
  },
  {
    name: '@remix-run/multipart-parser',
    subject: fromCallbacks((message) => {
      const parser = new MultipartParser('xyz');
      const take = (parts) => {
        for (const part of parts) message([part.name, part.filename, Buffer.from(part.bytes)]);
      };
      return { write: (chunk) => take(parser.write(chunk)), end: () => take(parser.finish() ?? []) };
    }),
    corpus: [form],
  },
  {
    name: 'replacestream',
    subject: fromNodeStream(() => replaceStream('needle', 'pin')),
    corpus: ['a needle in a haystack, needles and need\nneedleneedle\n'],
  },
  {
    name: 'replacestream (expression)',
    package: 'replacestream',
    subject: fromNodeStream(() => replaceStream(/ne+dle/g, 'pin')),
    corpus: ['a needle in a haystack, needles and need\nneeedleneedle\n'],
  },
  {
    name: 'JSONStream',
    subject: fromEmitter(() => JSONStream.parse('rows.*'), { events: ['data', 'header', 'footer'] }),
    corpus: ['{"total":2,"rows":[{"id":1,"name":"one"},{"id":2,"name":"two"}],"last":true}\n'],
  },
  {
    name: '@discoveryjs/json-ext',
    subject: fromAsyncIterable(async function* (chunks) {
      yield await parseChunked(chunks);
    }),
    corpus: ['{"a":[1,-2.5,true,null],"b":{"c":"text"}}'],
  },
  {
    name: 'jsonlines',
    subject: fromNodeStream(() => jsonlines.parse({ emitInvalidLines: true }), { events: ['invalid-line'] }),
    corpus: ['{"a":1}\n{"b":"two"}\n[3]\n'],
  },
  {
    name: 'mailsplit',
    subject: fromNodeStream(() => new Splitter(), {
      canonical: {
        piece: ({ args: [{ type, value }] }) => (type === 'node' ? undefined : { of: type, data: value }),
        project: ({ args: [{ type, _headersLines }] }) => [type, _headersLines],
      },
    }),
    corpus: [
      'Subject: a\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\none\n--b\n\ntwo\n--b--\n',
    ],
  },
];
