/** Wires of databases, message queues, editors, terminals and devices. Each corpus is one plain input: the fuzzer varies it. */
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { ByteLengthParser } from '@serialport/parser-byte-length';
import { CCTalkParser } from '@serialport/parser-cctalk';
import { PacketLengthParser } from '@serialport/parser-packet-length';
import { fromCallbacks, fromEmitter, fromNodeStream } from '@wirechart/fuzz';
import FtpParser from 'ftp-response-parser';
import { GPS } from 'gps';
import msgpack from 'msgpack-lite';
import IrcParser from 'slate-irc-parser';
import IncomingFrameStream from 'stompit/lib/IncomingFrameStream.js';
import { TelnetInput } from 'telnet-stream';
import { StreamMessageReader } from 'vscode-jsonrpc/node';

const require = createRequire(import.meta.url);
const { getLines, getMessages } = require('@microsoft/fetch-event-source/lib/cjs/parse.js');
const { Decoder: EbmlDecoder } = require('ebml');

const rpc = (content) => `Content-Length: ${Buffer.byteLength(content)}\r\n\r\n${content}`;
const gga = '$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n';

export default [
  {
    name: 'vscode-jsonrpc',
    subject: fromCallbacks((message, error) => {
      const input = new PassThrough();
      const reader = new StreamMessageReader(input);
      reader.onError(error);
      reader.listen(message);
      return {
        write: (chunk) => new Promise((resolve) => input.write(chunk, () => resolve())),
        end: () => void input.end(),
        dispose: () => reader.dispose(),
      };
    }),
    corpus: [rpc('{"jsonrpc":"2.0","id":1,"method":"add","params":[1,2]}') + rpc('{"jsonrpc":"2.0","method":"exit"}')],
  },
  {
    name: '@microsoft/fetch-event-source',
    subject: fromCallbacks((message) => {
      const take = getLines(
        getMessages(
          (id) => message({ id }),
          (retry) => message({ retry }),
          (event) => message({ ...event }),
        ),
      );
      // It keeps what it is given: copies are its due.
      return (chunk) => take(Uint8Array.from(chunk));
    }),
    corpus: ['data: one\n\nevent: add\ndata: two\ndata: three\nid: 1\n\n: note\nretry: 10\ndata: four\n\n'],
  },
  {
    name: 'stompit',
    subject: fromNodeStream(() => new IncomingFrameStream(), {
      canonical: { project: ({ args: [frame] }) => [frame?.command, frame?.headers] },
    }),
    corpus: ['CONNECTED\nversion:1.2\n\n\0\nRECEIPT\nreceipt-id:1\n\n\0\n'],
  },
  {
    name: 'telnet-stream',
    subject: fromNodeStream(() => new TelnetInput(), { events: ['command', 'do', 'dont', 'will', 'wont', 'sub'] }),
    corpus: [
      Buffer.from('login: \xff\xfb\x01\xff\xfd\x1fname\r\n\xff\xfa\x18\x00xterm\xff\xf0a\xff\xffb\xff\xf9', 'latin1'),
    ],
  },
  {
    name: 'gps (updatePartial)',
    package: 'gps',
    subject: fromCallbacks((message) => {
      const gps = new GPS();
      gps.on('data', ({ type, lat, lon, valid, raw }) => message({ type, lat, lon, valid, raw }));
      return (chunk) => gps.updatePartial(chunk.toString('latin1'));
    }),
    corpus: [gga + gga],
  },
  {
    name: 'slate-irc-parser',
    subject: fromEmitter(() => new IrcParser(), { events: ['message'] }),
    corpus: [':server 001 me :Welcome\r\nPING :server\r\n:a!b@c PRIVMSG #room :hello there\r\n'],
  },
  {
    name: 'ftp-response-parser',
    subject: fromNodeStream(() => new FtpParser()),
    corpus: ['220 ready\r\n230-one\r\n230-two\r\n230 done\r\n150 mark\r\n'],
  },
  {
    name: '@serialport/parser-packet-length',
    subject: fromNodeStream(
      () => new PacketLengthParser({ delimiter: 0xaa, packetOverhead: 5, lengthBytes: 1, lengthOffset: 2 }),
      {
        events: ['data'],
      },
    ),
    corpus: [Buffer.from('aa0003616263bbaa000164bb', 'hex')],
  },
  {
    name: '@serialport/parser-byte-length',
    subject: fromNodeStream(() => new ByteLengthParser({ length: 4 }), { events: ['data'] }),
    corpus: ['abcdefghij'],
  },
  {
    name: '@serialport/parser-cctalk',
    subject: fromNodeStream(() => new CCTalkParser(60_000), { events: ['data'] }),
    corpus: [Buffer.from([2, 0, 1, 254, 255, 2, 1, 1, 242, 7, 3])],
  },
  {
    name: 'msgpack-lite',
    subject: fromNodeStream(() => msgpack.createDecodeStream()),
    corpus: [Buffer.from('93 01 a2 6162 82 a1 6b c3 a1 6c c0 cd 0100'.replaceAll(' ', ''), 'hex')],
  },
  {
    name: 'ebml',
    subject: fromNodeStream(() => new EbmlDecoder(), {
      canonical: { project: ({ args: [[tag, { name, data, value }]] }) => [tag, name, data, value] },
    }),
    corpus: [Buffer.from('1a45dfa38f4286810142f7810142828477656 26d'.replaceAll(' ', ''), 'hex')],
  },
];
