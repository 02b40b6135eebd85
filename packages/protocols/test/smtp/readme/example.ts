import { connect } from '@wirechart/core';
import { login, quit, sendMail, smtpClient } from '@wirechart/protocols/smtp';
import { tcp } from '@wirechart/transport-net';
import { ca, port } from './server.js';

// Connects, greets, asks for TLS and greets again: `connect` resolves when commands may be sent.
const client = await connect(smtpClient({ name: 'client.example' }), tcp({ port, startTls: { ca } }));
await login(client, 'neo', 'white rabbit');

const { accepted, refused } = await sendMail(client, {
  from: 'neo@matrix.example',
  to: ['trinity@matrix.example', 'nobody@matrix.example'],
  content: 'Subject: hello\n\nfollow the white rabbit\n',
});
console.log(accepted);
for (const { to, error } of refused) console.log(to, error.reply.code);

await client.request(quit());
await client.close();
