/** Protocols of the network. */

import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { duplexPair } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { fromAsyncIterable, fromCallbacks, fromNodeStream, fromSocket } from '@wirechart/fuzz';
import * as lp from 'it-length-prefixed';
import { decode as lengthPrefixedStream } from 'length-prefixed-stream';
import RedisParser from 'redis-parser';
import { SMTPServer } from 'smtp-server';
import websocketDriver from 'websocket-driver';
import { Receiver } from 'ws';

const require = createRequire(import.meta.url);
// The parser of its client, which the package keeps to itself.
const { Parser: StompParser } = await import(
  new URL('parser.js', pathToFileURL(require.resolve('@stomp/stompjs')).href.replace('bundles/stomp.umd.js', 'esm6/'))
    .href
);
const frameStream = require('frame-stream');
const MysqlPacketParser = require(path.join(path.dirname(require.resolve('mysql2')), 'lib/packet_parser.js'));

const request = [
  'GET /a HTTP/1.1\r\nHost: x\r\nA: b\r\n\r\nPOST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /c HTTP/1.1\r\nHost: x\r\n\r\n',
  'POST /d HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0A\r\n0123456789\r\n0\r\nT: u\r\n\r\n',
];
const frame = (first, payload, mask) => {
  const body = mask === undefined ? payload : payload.map((byte, index) => byte ^ mask[index % 4]);
  const length = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 0xff];
  length[0] |= mask === undefined ? 0 : 0x80;
  return Buffer.from([first, ...length, ...(mask ?? []), ...body]);
};
const MASK = [1, 2, 3, 4];
const websocket = (mask) => [
  Buffer.concat([
    frame(0x81, Buffer.from('hé😀'), mask),
    frame(0x02, Buffer.from([1, 2]), mask),
    frame(0x89, Buffer.from('p'), mask),
    frame(0x80, Buffer.from([3]), mask),
    frame(0x82, Buffer.alloc(130, 7), mask),
    frame(0x88, Buffer.from([3, 0xe8, 98]), mask),
  ]),
];
const mysqlPacket = (sequence, body) =>
  Buffer.concat([Buffer.from([body.length & 0xff, body.length >> 8, 0, sequence]), Buffer.from(body)]);
const varints = [Buffer.from([3, 97, 98, 99, 1, 100, 0x80 + 2, 1, ...Buffer.alloc(130, 0x65)])];

export default [
  {
    name: 'node:http server',
    package: 'node',
    subject: fromSocket((socket, sink) => {
      const server = http.createServer((incoming, response) => {
        const body = [];
        incoming.on('data', (data) => body.push(data));
        incoming.on('end', () => {
          sink.message([
            incoming.method,
            incoming.url,
            incoming.rawHeaders,
            `${Buffer.concat(body)}`,
            incoming.rawTrailers,
          ]);
          response.sendDate = false;
          response.end('ok');
        });
      });
      server.on('clientError', (error) => sink.error(error));
      server.emit('connection', socket);
    }),
    corpus: request,
  },
  {
    name: 'ws',
    subject: fromNodeStream(() => new Receiver({ isServer: true }), {
      events: ['message', 'ping', 'pong', 'conclude'],
      canonical: { project: ({ event, args }) => [event, ...args] },
    }),
    corpus: websocket(MASK),
  },
  {
    name: 'websocket-driver',
    subject: fromCallbacks((message, error) => {
      const driver = websocketDriver.client('ws://x.example/');
      driver.start();
      // The handshake has a random key; its answer is made here, so that the frames alone are examined.
      const accept = require('node:crypto')
        .createHash('sha1')
        .update(`${driver._key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
        .digest('base64');
      driver.parse(
        Buffer.from(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
        ),
      );
      for (const event of ['message', 'ping', 'close'])
        driver.on(event, ({ data, code }) => message([event, data, code]));
      driver.on('error', error);
      return (chunk) => driver.parse(chunk);
    }),
    corpus: websocket(),
  },
  {
    name: 'redis-parser',
    subject: fromCallbacks((message, error) => {
      const parser = new RedisParser({
        returnReply: message,
        returnError: (reply) => message({ reply: reply.message }),
        returnFatalError: error,
      });
      return (chunk) => parser.execute(chunk);
    }),
    corpus: [
      '+OK\r\n:-12\r\n$5\r\nhe\r\no\r\n*3\r\n$-1\r\n*0\r\n*1\r\n+ä😀\r\n-ERR no\r\n',
      '*2\r\n$1\r\na\r\n*-1\r\n$0\r\n\r\n:1234567890\r\n',
    ],
  },
  {
    name: 'mysql2',
    subject: fromCallbacks((message) => {
      const parser = new MysqlPacketParser((packet) =>
        message([packet.sequenceId, Buffer.from(packet.buffer.subarray(packet.start + 4, packet.end))]),
      );
      return (chunk) => parser.execute(chunk);
    }),
    corpus: [Buffer.concat([mysqlPacket(0, 'abc'), mysqlPacket(1, ''), mysqlPacket(2, 'x'.repeat(300))])],
  },
  {
    name: '@stomp/stompjs',
    subject: fromCallbacks((message) => {
      const parser = new StompParser(
        ({ command, headers, binaryBody }) => message({ command, headers, binaryBody }),
        () => message('ping'),
      );
      return (chunk) => parser.parseChunk(chunk);
    }),
    corpus: [
      'MESSAGE\nid:1\ncontent-length:3\n\na\0b\0\n\nMESSAGE\r\na:b\\nc\r\n\r\nhé😀\0',
      'RECEIPT\nreceipt-id:7\n\n\0\n',
    ],
  },
  {
    name: 'smtp-server',
    subject: fromCallbacks(
      (message, error) => {
        const server = new SMTPServer({
          disabledCommands: ['STARTTLS', 'AUTH'],
          disableReverseLookup: true,
          name: 'mx.example',
          logger: false,
          onData(stream, session, done) {
            const data = [];
            stream.on('data', (chunk) => data.push(chunk));
            stream.on('end', () => {
              const { mailFrom, rcptTo } = session.envelope;
              message([mailFrom.address, rcptTo.map(({ address }) => address), `${Buffer.concat(data)}`]);
              done(null, 'taken');
            });
          },
        });
        server.on('error', error);
        // It waits 100 ms before it greets, and refuses whoever speaks before that.
        server.connections.add = function add(connection) {
          connection.init = () => connection._setListeners(() => connection.connectionReady());
          return Set.prototype.add.call(this, connection);
        };
        const [client, socket] = duplexPair();
        const greeted = new Promise((resolve) => client.once('data', resolve));
        const over = new Promise((resolve) => client.on('end', resolve).on('close', resolve));
        client.on('data', (data) => message({ sent: `${data}`.replaceAll(/\[[0-9a-z]{10,}\]|ESMTP/gi, '') }));
        server.connect(Object.assign(socket, { remoteAddress: '192.0.2.1', readyState: 'open', setTimeout() {} }), {});
        return {
          write: async (chunk) => {
            await greeted;
            if (client.writable) await new Promise((resolve) => client.write(chunk, () => resolve()));
          },
          end: () => {
            client.end();
            return over;
          },
          dispose: () => client.destroy(),
        };
      },
      {
        canonical: {
          piece: ({ sent }) => (sent === undefined ? undefined : { of: 'sent', data: sent }),
          stream: ({ sent }) => (sent === undefined ? 'mail' : 'sent'),
        },
      },
    ),
    corpus: [
      'EHLO a.example\r\nMAIL FROM:<a@a.example>\r\nRCPT TO:<b@b.example>\r\nDATA\r\nSubject: x\r\n\r\n..dot\r\nend\r\n.\r\nNOOP\r\nQUIT\r\n',
    ],
  },
  {
    name: 'length-prefixed-stream',
    subject: fromNodeStream(() => lengthPrefixedStream({ allowEmpty: true })),
    corpus: varints,
  },
  {
    name: 'it-length-prefixed',
    subject: fromAsyncIterable(async function* (chunks) {
      for await (const message of lp.decode(chunks)) yield message.subarray();
    }),
    corpus: varints,
  },
  {
    name: 'frame-stream',
    subject: fromNodeStream(() => frameStream.decode({ lengthSize: 2 }), { events: ['data'] }),
    corpus: [Buffer.from('\0\x03abc\0\x01d\0\x04efgh')],
  },
];
