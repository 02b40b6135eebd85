/** The protocol that a handshake has agreed on. */
import { connect, mermaidOfProtocol, serve, type WirechartError } from '@wirechart/core';
import { type TlsSettings, tcp, tls } from '@wirechart/transport-net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { authority } from '../../../transport-net/test/support/certificates.js';
import { lines } from '../../src/framing/index.js';
import { jsonHeader } from '../../src/json-header/index.js';
import { byAlpn } from '../../src/tls/index.js';

const { ca, issue } = await authority();
const identity = await issue();
const CHOICES = { 'lines/1.0': lines(), 'lines/1.1': lines({ limits: { contentBytes: 100 } }) };
const ALPN = Object.keys(CHOICES);

describe.each(['compiled', 'xstate'] as const)('by the %s machines', (runtime) => {
  async function serving(otherwise?: ReturnType<typeof lines>) {
    const errors: WirechartError[] = [];
    const server = await serve(
      byAlpn(CHOICES, otherwise === undefined ? {} : { otherwise }),
      (line, peer) => `${peer.security?.protocol}: ${line}`,
      tls({ port: 0, ...identity, alpn: ALPN }),
      { runtime, onError: (error) => errors.push(error) },
    );
    onTestFinished(() => server.abort());
    const { port } = server.address as { port: number };
    return { errors, call: (settings: TlsSettings) => tls({ port, ca, ...settings }) };
  }

  test.each(ALPN)('%s is spoken where both know it', async (name) => {
    const { call } = await serving();
    await using client = await connect(byAlpn(CHOICES), call({ alpn: [name] }), { runtime });
    expect(await client.request('hello')).toBe(`${name}: hello`);
  });

  test('who offers nothing is served otherwise', async () => {
    const { call } = await serving(lines());
    await using client = await connect(lines(), call({}), { runtime });
    expect(await client.request('hello')).toBe('undefined: hello');
  });

  test('who offers nothing is refused where there is nothing else', async () => {
    const { call, errors } = await serving();
    const client = await connect(lines(), call({}), { runtime });
    await client.close().catch(() => {});
    expect(errors).toMatchObject([{ code: 'alpn-missing', blame: 'remote', state: 'handshaking' }]);
  });

  test('without TLS nothing is ever agreed on, and the time-out of headers bounds it', async () => {
    const errors: WirechartError[] = [];
    const server = await serve(byAlpn(CHOICES), (line) => line, tcp({ port: 0 }), {
      runtime,
      timeouts: { header: 20 },
      onError: (error) => errors.push(error),
    });
    onTestFinished(() => server.abort());
    const { port } = server.address as { port: number };
    const client = await connect(lines(), tcp({ port }), { runtime });
    await client.close().catch(() => {});
    expect(errors).toMatchObject([{ code: 'timeout-header' }]);
  });
});

test('protocols of any kind can be chosen from, if their messages are alike', () => {
  expect(() => byAlpn({})).toThrow('byAlpn needs a protocol to choose');
  expect(byAlpn({ json: jsonHeader() }).next).toHaveProperty('agreed-on-json');
});

test('the chart shows the choice', () => {
  const chart = mermaidOfProtocol(byAlpn(CHOICES));
  expect(chart).toContain('agreed-on-lines/1-0');
});
