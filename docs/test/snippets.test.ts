import { readdirSync, readFileSync } from 'node:fs';
import { encoded } from '@wirechart/contract';
import { connect, defineProtocol, type FrameField, type Handler, type Protocol, serve } from '@wirechart/core';
import { recordChunks } from '@wirechart/inspector';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp } from '@wirechart/transport-net';
import { describe, expect, test, vi } from 'vitest';
import type { Reply, Request } from '../snippets/kv/messages.js';
import { lines } from '../snippets/lines.js';

// The snippets name the tutorial's port, which may be taken here: the system chooses one instead.
const port = vi.hoisted(() => ({ chosen: 0 }));
vi.mock('@wirechart/transport-net', async (original) => {
  const real = await original<typeof import('@wirechart/transport-net')>();
  return { ...real, tcp: (options: Parameters<typeof real.tcp>[0]) => real.tcp({ ...options, port: port.chosen }) };
});

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const pages = [
  '../../README.md',
  '../../packages/core/README.md',
  '../../packages/protocols/README.md',
  ...readdirSync(new URL('..', import.meta.url))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `../${name}`),
];
const text = pages.map(read).join('\n');

describe('every snippet', () => {
  const files = readdirSync(new URL('../snippets/', import.meta.url), { encoding: 'utf8', recursive: true });
  test.each(files.filter((name) => name.endsWith('.ts')))('%s stands in the documentation as it runs here', (name) => {
    expect(text).toContain(`\`\`\`ts\n${read(`../snippets/${name}`)}\`\`\``);
  });
});

describe('the snippets', () => {
  test('serving: listens and closes', async () => {
    port.chosen = 0;
    await import('../snippets/serve.js');
  });

  test('calling: prints the reply', async () => {
    await using _server = await served(jsonHeader(), () => json('follow the white rabbit'));
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await import('../snippets/call.js');
    expect(log).toHaveBeenCalledWith('follow the white rabbit');
    log.mockRestore();
  });

  test('naming: the parts of what is sent are those of what arrives', async () => {
    const { encodeReply } = await import('../snippets/kv/encode.js');
    const { kvFields } = await import('../snippets/kv/fields.js');
    const { kvClient, kvServer } = await import('../snippets/kv/protocol.js');
    const named = defineProtocol<Request, Reply>({
      name: 'kv',
      read: kvServer.read,
      encode: encodeReply,
      fields: kvFields,
    });
    const bytes = encoded(kvClient, 'client', [{ type: 'set', key: 'ab', value: Uint8Array.of(1, 2, 3) }]);
    const parts = ['type 1', 'length 4', 'key length 1', 'key 2', 'value 3'];
    const texts = (fields: readonly FrameField[]) => fields.map(({ name, length }) => `${name} ${length}`);
    const frame = { role: 'client', event: 'send', bytes, length: bytes.length, previous: undefined } as const;
    expect(texts(kvFields({ half: 'write', ...frame }))).toEqual(parts);
    const dump = recordChunks(named, 'server', [bytes]);
    for (const part of parts)
      expect(Buffer.from(dump).toString('latin1')).toContain(`"name":"${part.split(/ (?=\d)/)[0]}"`);
  });

  test('coming back: logs in, and prints the reply', async () => {
    const asked: unknown[] = [];
    await using _server = await served(jsonHeader(), ({ content }) => {
      asked.push(content);
      return json('follow the white rabbit');
    });
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await import('../snippets/come-back.js');
    expect(asked).toEqual([{ action: 'login' }, { action: 'search', value: 'morpheus' }]);
    expect(log).toHaveBeenCalledWith('follow the white rabbit');
    log.mockRestore();
  });

  test('a proxy and a server behind it: the server sees the client', async () => {
    port.chosen = 0;
    const { server } = await import('../snippets/behind-proxy.js');
    if (server.address.kind === 'ip') port.chosen = server.address.port;
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await import('../snippets/as-proxy.js');
    expect(log).toHaveBeenCalledWith({
      client: { kind: 'ip', host: '192.0.2.1', port: 56324, family: 4 },
      proxy: { kind: 'ip', host: '127.0.0.1', port: expect.any(Number), family: 4 },
      asked: 'www.example',
    });
    log.mockRestore();
    await server.close();
  });

  test('a protocol of one’s own: lines, over TCP, with its limit', async () => {
    await using _server = await served(lines, (line) => line.toUpperCase());
    await using client = await connect(lines, tcp({ host: '127.0.0.1', port: 0 }));
    expect(await Promise.all([client.request('one'), client.request('two')])).toEqual(['ONE', 'TWO']);
    await expect(client.request('x'.repeat(2000))).rejects.toMatchObject({ code: 'closed-before-reply' });
  });
});

/** Serves on a free port, to which the next client connects. */
async function served<TIn, TOut>(protocol: Protocol<TIn, TOut>, handler: Handler<TIn, TOut>): Promise<AsyncDisposable> {
  port.chosen = 0;
  const server = await serve(protocol, handler, tcp({ host: '127.0.0.1', port: 0 }));
  if (server.address.kind === 'ip') port.chosen = server.address.port;
  return server;
}
