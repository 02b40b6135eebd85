import { type ErrorTable, localCodes, remoteCodes } from '@wirechart/core';
import { framingCodes } from '@wirechart/protocols/framing';
import { jsonHeaderCodes } from '@wirechart/protocols/json-header';
import { memcachedCodes } from '@wirechart/protocols/memcached';
import { modbusCodes } from '@wirechart/protocols/modbus';
import { proxyCodes } from '@wirechart/protocols/proxy';
import { respCodes, respMistakes } from '@wirechart/protocols/resp';
import { smtpCodes, smtpMistakes } from '@wirechart/protocols/smtp';
import { tlsCodes } from '@wirechart/protocols/tls';
import { webSocketCodes } from '@wirechart/protocols/websocket';
import { systemCodes } from '@wirechart/transport-net';
import { expect, test } from 'vitest';

// `npx vitest run docs -u` writes the page anew.
test('docs/errors.md is written from the tables of codes', async () => {
  await expect(page()).toMatchFileSnapshot('../errors.md');
});

function page(): string {
  return `# Errors

Who did it is the class, what it was is the \`code\`. Every error of a connection also says in which \`half\` and \`state\` it
happened and at which byte \`offset\` of that direction. This page is written from the tables in the code.

| class | blame | when |
|-|-|-|
| \`RemoteError\` | \`remote\` | the remote broke the protocol or a limit; nothing else can be caused by bytes |
| \`LocalError\` | \`local\` | this side was misused: a mistake in the program or in a protocol |
| \`TransportError\` | \`transport\` | the network or the system did it; \`stage\` says when (resolve, connect, handshake, listen, read, write, close), the code is the system's: \`ECONNREFUSED\`, \`ECONNRESET\`, \`EADDRINUSE\`, \`ETIMEDOUT\`, \`ENOTFOUND\` … |
| \`DeadlineError\` | \`timeout\` | it did not happen in time; \`timeout\` and the code (\`timeout-idle\`) name which |

${SECTIONS.map(([title, table]) => section(title, table)).join('\n')}
${section('Codes of the system', systemCodes)}`;
}

const SECTIONS: readonly [string, ErrorTable][] = [
  ['Remote errors of the engine', remoteCodes],
  ['Local errors', localCodes],
  ['Remote errors of json-header', jsonHeaderCodes],
  ['Remote errors of framing', framingCodes],
  ['Remote errors of memcached', memcachedCodes],
  ['Remote errors of Modbus', modbusCodes],
  ['Remote errors of SMTP', smtpCodes],
  ['Local errors of SMTP', smtpMistakes],
  ['Remote errors of RESP', respCodes],
  ['Local errors of RESP', respMistakes],
  ['Remote errors of WebSocket', webSocketCodes],
  ['Remote errors of the PROXY protocol', proxyCodes],
  ['Remote errors of TLS', tlsCodes],
];

function section(title: string, table: ErrorTable): string {
  const rows = Object.entries(table).map(([code, { text, doc }]) => `| \`${code}\` | ${text} | ${doc} |`);
  return `## ${title}\n\n| code | message | what it means |\n|-|-|-|\n${rows.join('\n')}\n`;
}
