/** Lines of one reply without an end. */
import { smtpClient } from '@wirechart/protocols/smtp';
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
];
