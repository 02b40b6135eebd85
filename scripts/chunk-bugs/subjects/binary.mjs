/** Binary objects, archives, compression and pictures. */

import zlib from 'node:zlib';
import { decodeMultiStream } from '@msgpack/msgpack';
import { fromAsyncIterable, fromCallbacks, fromNodeStream } from '@wirechart/fuzz';
import cbor from 'cbor';
import { DecoderStream } from 'cbor-x';
import * as fflate from 'fflate';
import msgpack5 from 'msgpack5';
import { pack, UnpackrStream } from 'msgpackr';
import { Inflate } from 'pako';
import { Parser as TarParser } from 'tar';
import tarStream from 'tar-stream';
import unzipStream from 'unzip-stream';
import unzipper from 'unzipper';

const objects = [{ a: [1, -300, 2.5, null, true] }, 'ä€😀', Buffer.from([1, 2, 3]), 'x'.repeat(40), 70000];
const msgpack = [Buffer.concat(objects.map((object) => pack(object)))];
const cborItems = [
  Buffer.concat(objects.map((object) => cbor.encode(object))),
  Buffer.from('9f018202039f0405ffff7f657374726561646d696e67ff', 'hex'),
];
const gzip = [zlib.gzipSync('hello, hello, hello ä€😀'), Buffer.concat([zlib.gzipSync('one'), zlib.gzipSync('two')])];
const tar = await tarOf([
  ['a.txt', 'hello'],
  [`${'long/'.repeat(25)}b.txt`, ''],
  ['c', 'x'.repeat(600)],
]);
const zip = Buffer.from(
  fflate.zipSync(
    { 'a.txt': Buffer.from('hello'), 'd/b.txt': [Buffer.from('stored'), { level: 0 }] },
    { mtime: new Date(2020, 1, 1) },
  ),
);

async function tarOf(entries) {
  const pack = tarStream.pack();
  for (const [name, content] of entries) pack.entry({ name, mtime: new Date(0) }, content);
  pack.finalize();
  const chunks = [];
  for await (const chunk of pack) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const bytesPiece = (data) => ({ of: 'bytes', data });
/** Each entry is a sub-stream: nothing is promised about the order of two entries' contents. */
const entryPieces = {
  stream: ([, path]) => path,
  piece: ([kind, , data]) => (kind === 'content' ? { of: 'content', data } : undefined),
};

export default [
  {
    name: '@msgpack/msgpack',
    subject: fromAsyncIterable((chunks) => decodeMultiStream(chunks)),
    corpus: msgpack,
  },
  { name: 'msgpackr', subject: fromNodeStream(() => new UnpackrStream()), corpus: msgpack },
  { name: 'msgpack5', subject: fromNodeStream(() => msgpack5().decoder()), corpus: msgpack },
  { name: 'cbor', subject: fromNodeStream(() => new cbor.Decoder()), corpus: cborItems },
  { name: 'cbor-x', subject: fromNodeStream(() => new DecoderStream()), corpus: [cborItems[0]] },
  { name: 'node:zlib gunzip', package: 'node', subject: fromNodeStream(() => zlib.createGunzip()), corpus: gzip },
  {
    name: 'pako',
    subject: fromCallbacks(
      (message, error) => {
        const inflate = new Inflate();
        inflate.onData = message;
        inflate.onEnd = (status) => {
          if (status !== 0) error(Object.assign(new Error(inflate.msg), { code: `status ${status}` }));
        };
        return {
          write: (chunk) => inflate.push(chunk, false),
          end: () => inflate.ended || inflate.push(new Uint8Array(0), true),
        };
      },
      { canonical: { piece: bytesPiece } },
    ),
    corpus: gzip,
  },
  {
    name: 'fflate',
    subject: fromCallbacks(
      (message) => {
        const gunzip = new fflate.Gunzip((data) => message(data));
        // The last chunk has to be marked as such, so that one chunk is held back.
        let held = new Uint8Array(0);
        return {
          write: (chunk) => {
            if (held.length > 0) gunzip.push(Uint8Array.from(held), false);
            held = Uint8Array.from(chunk);
          },
          end: () => gunzip.push(held, true),
        };
      },
      { canonical: { piece: bytesPiece } },
    ),
    corpus: gzip,
    ignore: ['promptness', 'piece-promptness', 'error-moment'],
  },
  {
    name: 'tar-stream',
    subject: fromCallbacks(
      (message, error) => {
        const extract = tarStream.extract();
        extract.on('entry', (header, stream, next) => {
          message(['entry', header.name, header.size]);
          stream.on('data', (data) => message(['content', header.name, data]));
          stream.on('end', () => {
            message(['end', header.name]);
            next();
          });
        });
        extract.on('error', error);
        const over = new Promise((resolve) => extract.on('finish', resolve).on('close', resolve));
        return {
          write: (chunk) => void extract.write(chunk),
          end: () => {
            extract.end();
            return over;
          },
        };
      },
      { canonical: entryPieces },
    ),
    corpus: [tar],
  },
  {
    name: 'tar',
    subject: fromCallbacks(
      (message, error) => {
        const parser = new TarParser({ strict: true });
        parser.on('entry', (entry) => {
          message(['entry', entry.path, entry.size]);
          entry.on('data', (data) => message(['content', entry.path, data]));
          entry.on('end', () => message(['end', entry.path]));
        });
        parser.on('error', error);
        const over = new Promise((resolve) => parser.on('end', resolve).on('close', resolve));
        return {
          write: (chunk) => void parser.write(chunk),
          end: () => {
            parser.end();
            return over;
          },
        };
      },
      { canonical: entryPieces },
    ),
    corpus: [tar],
  },
  { name: 'unzip-stream', subject: zipSubject(() => unzipStream.Parse()), corpus: [zip] },
  { name: 'unzipper', subject: zipSubject(() => unzipper.Parse()), corpus: [zip] },
];

function zipSubject(open) {
  return fromCallbacks(
    (message, error) => {
      const parser = open();
      parser.on('entry', (entry) => {
        message(['entry', entry.path, entry.type]);
        entry.on('data', (data) => message(['content', entry.path, data]));
        entry.on('end', () => message(['end', entry.path]));
        entry.on('error', () => undefined);
      });
      parser.on('error', error);
      const over = new Promise((resolve) => parser.on('close', resolve).on('finish', () => setImmediate(resolve)));
      return {
        write: (chunk) => Promise.race([new Promise((resolve) => parser.write(chunk, resolve)), over]),
        end: () => {
          parser.end();
          return over;
        },
      };
    },
    { canonical: entryPieces },
  );
}
