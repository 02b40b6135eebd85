import { connect, encodeUtf8 } from '@wirechart/core';
import { get, memcached, set } from '@wirechart/protocols/memcached';
import { tcp } from '@wirechart/transport-net';
import { describe, expect, it } from 'vitest';
import { run, startServer } from './support/demo.js';

const FORMS = (['compiled', 'xstate'] as const).flatMap((runtime) =>
  (['text', 'binary'] as const).map((speaks) => [speaks, runtime] as const),
);

describe('memcached-server', () => {
  it.each(FORMS)('answers a %s client by the %s machines, and closes in order', async (speaks, runtime) => {
    const { server, port } = await startServer('memcached-server', '--runtime', runtime);
    const client = await connect(memcached.client({ speaks }), tcp({ host: '127.0.0.1', port }));
    const value = encodeUtf8('white');
    expect(await client.request(set('rabbit', value))).toMatchObject({ type: 'stored' });
    expect(await client.request(get('rabbit'))).toMatchObject({ items: [{ key: 'rabbit', value }] });
    server.signal('SIGTERM');
    // The server ends its direction, and a client in order its own.
    await client.closed;
    const { status, stdout, stderr } = await server.ended;
    expect(stderr).toBe('');
    expect(stdout).toMatch(/connected\n.*closing, one connection is still open.*\n.*closed\nstopped listening/);
    expect(status).toBe(0);
  });

  it('keeps its limits', async () => {
    const { port } = await startServer('memcached-server', '--content-bytes', '10');
    await using client = await connect(memcached.client(), tcp({ host: '127.0.0.1', port }));
    const tooLarge = { type: 'error', kind: 'server', text: 'object too large for cache' };
    expect(await client.request(set('k', new Uint8Array(10)))).toMatchObject({ type: 'stored' });
    expect(await client.request(set('k', new Uint8Array(11)))).toMatchObject(tooLarge);
    expect(await client.request(get('k'))).toMatchObject({ items: [] });
  });

  it('explains its options', async () => {
    const { status, stderr } = await run(['memcached-server', '127.0.0.1', '0', '--connections', '0']);
    expect(stderr).toContain("--connections is a number from 1 to 2147483647, not '0'");
    expect(status).toBe(2);
  });
});
