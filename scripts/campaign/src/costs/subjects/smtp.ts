/** Lines of one reply without an end. */
import { rcpt, smtpClient } from '@wirechart/protocols/smtp';
import { bytesOf, joined, repeated } from '../inputs.js';
import type { CostSubject } from '../subject.js';

const protocol = smtpClient({ name: 'here.example', tls: 'none' });

export const smtpSubjects: readonly CostSubject[] = [
  {
    name: 'smtp',
    role: 'client',
    protocol,
    inputs: {
      'lines of a greeting': (size) => repeated('220-\r\n', size),
      'a line without an end': (size) => joined('220 ', repeated('x', size)),
      'lone line feeds': (size) => repeated('\n', size),
    },
  },
  {
    name: 'smtp, greeted',
    role: 'client',
    protocol,
    before: bytesOf('220 there\r\n'),
    inputs: {
      'extensions of nothing': (size) => repeated('250-\r\n', size),
      'extensions with parameters': (size) => repeated(`250-X${' y'.repeat(100)}\r\n`, size),
    },
  },
  ...['PIPELINING', 'SIZE'].map(
    (extension): CostSubject => ({
      name: extension === 'SIZE' ? 'smtp, asked' : 'smtp, asked and pipelined',
      role: 'client',
      protocol,
      before: bytesOf(`220 there\r\n250-there\r\n250 ${extension}\r\n`),
      // As many recipients as have a reply.
      asks: function* (input) {
        for (const byte of input) if (byte === 0x0a) yield rcpt('a@b.test');
      },
      inputs: {
        'replies to recipients': (size) => repeated('250 ok\r\n', size),
        'refusals of recipients': (size) => repeated('550 5.1.1 no\r\n', size),
        'long replies': (size) => repeated('250-ok\r\n250-ok\r\n250 ok\r\n', size),
      },
    }),
  ),
];
