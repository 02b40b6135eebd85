/** Character sets, transfer encodings and mail. */
import { StringDecoder } from 'node:string_decoder';
import { fromCallbacks, fromDecoder, fromNodeStream, fromWebTransform } from '@wirechart/fuzz';
import { Base64Decode } from 'base64-stream';
import iconv from 'iconv-lite';
import libbase64 from 'libbase64';
import libqp from 'libqp';
import { MailParser } from 'mailparser';

const utf8 = ['aä€😀z', Buffer.from('61e282c3a4f09f98fffeef', 'hex')];
const base64 = ['aGVsbG8sIGhlbGxv\r\nLCBoZWxsbyE=', 'AAECAwQFBgcICQ=='];
const mail = [
  'From: a@a.example\r\nSubject: =?utf-8?Q?=C3=A4?=\r\n folded\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n' +
    'pre\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nh=C3=A4 =\r\nx\r\n' +
    '--b\r\nContent-Type: application/octet-stream; name=f\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\nAwQF\r\n--b--\r\nepi\r\n',
  'From: a@a.example\nSubject: x\n\nplain\n.\n\nend',
];
const piece = (data) => ({ of: 'text', data });

export default [
  {
    name: 'node:string_decoder',
    package: 'node',
    subject: fromDecoder(
      () => {
        const decoder = new StringDecoder('utf8');
        return { write: (chunk) => [decoder.write(chunk)], end: () => [decoder.end()] };
      },
      { canonical: { piece } },
    ),
    corpus: utf8,
  },
  {
    name: 'TextDecoderStream',
    package: 'node',
    subject: fromWebTransform(() => new TextDecoderStream(), { canonical: { piece } }),
    corpus: utf8,
  },
  ...['utf8', 'utf16', 'gb18030', 'shiftjis', 'utf-7'].map((encoding) => ({
    name: `iconv-lite (${encoding})`,
    package: 'iconv-lite',
    subject: fromNodeStream(() => iconv.decodeStream(encoding), {
      canonical: { piece: ({ args: [data] }) => ({ of: 'text', data }) },
    }),
    corpus: [iconv.encode(encoding === 'shiftjis' ? 'aｱ漢字z' : 'aä€😀漢z', encoding)],
  })),
  { name: 'base64-stream', subject: fromNodeStream(() => new Base64Decode()), corpus: base64 },
  { name: 'libbase64', subject: fromNodeStream(() => new libbase64.Decoder()), corpus: base64 },
  {
    name: 'libqp',
    subject: fromNodeStream(() => new libqp.Decoder()),
    corpus: ['h=C3=A4 =\r\nx=3D \r\nend=\r\n', 'a=\nb\tc \n=41'],
  },
  {
    name: 'mailparser',
    subject: fromCallbacks((message, error) => {
      const parser = new MailParser();
      parser.on('headers', (headers) => message(['subject', headers.get('subject')]));
      parser.on('data', (data) => {
        if (data.type === 'text') message(['text', data.text]);
        if (data.type !== 'attachment') return;
        const content = [];
        data.content.on('data', (chunk) => content.push(chunk));
        data.content.on('end', () => {
          message(['attachment', data.filename, Buffer.concat(content)]);
          data.release();
        });
      });
      parser.on('error', error);
      const over = new Promise((resolve) => parser.on('end', resolve));
      return {
        write: (chunk) => new Promise((resolve) => parser.write(chunk, resolve)),
        end: () => {
          parser.end();
          return over;
        },
      };
    }),
    corpus: mail,
  },
];
