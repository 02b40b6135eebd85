/** The json-header client in Deno, over its own TCP streams. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { serve } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp } from '@wirechart/transport-net';
import { expect, onTestFinished, test } from 'vitest';

const DENO = createRequire(import.meta.url).resolve('deno/bin.cjs');
const CLIENT = fileURLToPath(new URL('deno/client.js', import.meta.url));

test('asks, is answered, and hears of a reset', { timeout: 60_000 }, async () => {
  const server = await serve(
    jsonHeader(),
    ({ content }, peer) => {
      if ((content as { reset?: boolean }).reset) peer.abort('on request');
      return json(content as never);
    },
    tcp({ port: 0 }),
    { onError() {} },
  );
  onTestFinished(() => server.abort());
  const { port } = server.address as { port: number };
  const { status, stdout, stderr } = await runDeno([
    'run',
    '--no-lock',
    '--node-modules-dir=manual',
    '--allow-net',
    '--allow-env',
    CLIENT,
    String(port),
  ]);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ lengths: [8, 1_000_000], failure: 'ECONNRESET' });
});

function runDeno(args: readonly string[]) {
  return new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    const child = spawn(process.execPath, [DENO, ...args], {
      env: { ...process.env, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' },
    });
    const told = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text) => {
        told[name] += text;
      });
    }
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, ...told }));
  });
}
