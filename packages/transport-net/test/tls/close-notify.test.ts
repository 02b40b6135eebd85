/** An end without close_notify, which anybody between the two can cause. */
import { createConnection } from 'node:net';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { authority } from '../support/certificates.js';
import { listenTls } from '../support/handshake.js';
import { Recorder } from '../support/recorder.js';

const { ca, issue } = await authority();
const good = await issue();

test.each<['ignored' | 'required', string, 'end' | 'cut', string[]]>([
  ['ignored', 'an orderly end', 'end', ['secured', 'data', 'end']],
  ['ignored', 'a cut', 'cut', ['secured', 'data', 'end']],
  ['required', 'an orderly end', 'end', ['secured', 'data', 'end']],
  ['required', 'a cut', 'cut', ['secured', 'data', 'error', 'close']],
])('%s: %s', async (closeNotify, _what, how, told) => {
  const { atServer, client } = await endedBy(how, closeNotify);
  await atServer.seen(told.includes('error') ? 'close' : 'end');
  expect(atServer.told).toEqual(told);
  expect(atServer.text).toBe('the last words');
  if (told.includes('error')) {
    expect(atServer.failure).toMatchObject({
      stage: 'read',
      code: 'ERR_TLS_NO_CLOSE_NOTIFY',
      message: expect.stringMatching(/^cannot read from .*: the connection ended without a close_notify of TLS/),
    });
  }
  client.destroy();
});

test('data that a paused side has not taken comes before the error', async () => {
  const { atServer, client, server } = await endedBy('cut', 'required', true);
  // What was cut later, and has been told of by now.
  const later = await endedBy('cut', 'required');
  await later.atServer.seen('close');
  later.client.destroy();
  expect(atServer.told).toEqual(['secured']);
  server.resume();
  await atServer.seen('close');
  expect(atServer.told).toEqual(['secured', 'data', 'error', 'close']);
  client.destroy();
});

async function endedBy(how: 'end' | 'cut', closeNotify: 'ignored' | 'required', paused = false) {
  const listening = await listenTls({ ...good, closeNotify });
  const below = createConnection({ port: listening.port, host: '127.0.0.1', allowHalfOpen: true });
  const client = connect({ socket: below, host: '127.0.0.1', ca });
  const [server] = await Promise.all([
    listening.accepted(),
    new Promise((resolve) => client.once('secureConnect', resolve)),
  ]);
  const atServer = new Recorder();
  server.start(atServer);
  await atServer.seen('secured');
  if (paused) server.pause();
  client.write('the last words', () => {
    // When the connection below ends, TLS has no part in it.
    if (how === 'end') client.end();
    else below.end();
  });
  return { atServer, client, server };
}
