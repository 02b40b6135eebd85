import { encoded, protocolContract } from '@wirechart/contract';
import { encodeUtf8 } from '@wirechart/core';
import { test } from 'vitest';
import { lines } from '../support/lines.js';

const messages = ['one', '', 'three'];
const cases = protocolContract({
  name: 'lines',
  protocol: () => lines(),
  conversations: [
    {
      name: 'three lines',
      input: encoded(lines(), 'client', messages),
      messages,
      replies: (line) => [`${line.length} bytes`],
    },
  ],
  invalid: [{ name: 'a control byte', input: encodeUtf8('a\tb\n'), code: 'not-text' }],
});
for (const { name, run } of cases) test(name, run);
