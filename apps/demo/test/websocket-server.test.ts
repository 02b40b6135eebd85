import { connect } from '@wirechart/core';
import { webSocket } from '@wirechart/protocols/websocket';
import { tcp } from '@wirechart/transport-net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { jsonLines, startServer } from './support/demo.js';

async function open(port: number) {
  const random = (bytes: Uint8Array) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
  const protocol = webSocket.client({ url: `ws://127.0.0.1:${port}/`, random });
  const closings: unknown[] = [];
  const client = await connect(protocol, tcp({ host: '127.0.0.1', port }), {
    onEvent: (event) => event.type === 'closing' && closings.push(event),
  });
  onTestFinished(() => client.abort());
  return { client, closings };
}

describe.each(['compiled', 'xstate'])('websocket-server --runtime %s', (runtime) => {
  it('sends back text and bytes, and says so', async () => {
    const { server, port } = await startServer('websocket-server', '--runtime', runtime, '--json');
    const { client } = await open(port);
    expect(await client.request('Grüße 🐰')).toBe('Grüße 🐰');
    expect(await client.request(Uint8Array.of(1, 2, 255))).toEqual(Uint8Array.of(1, 2, 255));
    await client.close();
    server.signal('SIGTERM');
    const { status, stdout } = await server.ended;
    expect(jsonLines(stdout).filter(({ event }) => event === 'message')).toMatchObject([
      { kind: 'text', content: 'Grüße 🐰' },
      { kind: 'binary', content: { base64: 'AQL/' } },
    ]);
    expect(status).toBe(0);
  });

  it('closes in order when it is stopped', async () => {
    const { server, port } = await startServer('websocket-server', '--runtime', runtime);
    const { client, closings } = await open(port);
    server.signal('SIGINT');
    await client.closed;
    expect(closings).toEqual([{ type: 'closing', code: 1001, reason: '' }]);
    expect((await server.ended).status).toBe(0);
  });

  it('keeps its limits', async () => {
    const { port } = await startServer('websocket-server', '--runtime', runtime, '--content-bytes', '10');
    const { client, closings } = await open(port);
    await client.send('x'.repeat(11));
    await client.closed;
    expect(closings).toEqual([{ type: 'closing', code: 1009, reason: 'limit-content-bytes' }]);
  });
});
