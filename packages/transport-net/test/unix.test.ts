/** Unix sockets: the same behaviour on a file. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unix } from '../src/index.js';
import { ascii, join, listen, start } from './support/pair.js';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(joinPath(tmpdir(), 'wirechart-'));
  path = joinPath(folder, 'x.sock');
});

afterEach(() => rmSync(folder, { recursive: true }));

test('bytes pass both ways, each direction ends by itself, and addresses are paths', async () => {
  const listening = await listen(unix({ path }));
  const pair = await join(listening, unix({ path }));
  start(pair);
  const { client, server, atClient, atServer } = pair;
  expect(listening.listener.address).toEqual({ kind: 'path', path });
  expect(client.remote).toEqual({ kind: 'path', path });
  expect(server.local).toEqual({ kind: 'path', path });
  expect(server.remote).toEqual({ kind: 'name', name: 'unnamed' });

  client.write([ascii('re'), ascii('quest')]);
  client.end();
  await atServer.seen('end');
  server.write([ascii('reply')]);
  server.end();
  await Promise.all([atClient.seen('close'), atServer.seen('close')]);
  expect([atServer.text, atClient.text]).toEqual(['request', 'reply']);
  expect(atClient.told).toEqual(['data', 'end', 'close']);
});

test('a reset closes both sides', async () => {
  const pair = await join(await listen(unix({ path })), unix({ path }));
  start(pair);
  pair.client.reset();
  await pair.atClient.seen('close');
  await pair.atServer.until(() => pair.atServer.told.length > 0);
  expect(pair.atClient.told).toEqual(['close']);
});

test('closing the listener removes the file', async () => {
  const { listener } = await listen(unix({ path }));
  expect(statSync(path).isSocket()).toBe(true);
  await listener.close();
  expect(existsSync(path)).toBe(false);
});

test('a socket that somebody listens on is EADDRINUSE, and is left alone', async () => {
  const listening = await listen(unix({ path }));
  await expect(unix({ path }).listen(() => {})).rejects.toMatchObject({
    stage: 'listen',
    code: 'EADDRINUSE',
    message: `cannot listen on ${path}: address already in use (EADDRINUSE)`,
  });
  await join(listening, unix({ path }));
});

test('a socket that a dead process left behind is replaced', async () => {
  const leave = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', leave]);
  expect(statSync(path).isSocket()).toBe(true);
  await join(await listen(unix({ path })), unix({ path }));
});

test('a file that is no socket is EADDRINUSE, and is left alone', async () => {
  writeFileSync(path, 'precious');
  await expect(unix({ path }).listen(() => {})).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(statSync(path).size).toBe(8);
});

test('a path that is not there is ENOENT', async () => {
  await expect(unix({ path }).connect()).rejects.toMatchObject({
    stage: 'connect',
    code: 'ENOENT',
    message: `cannot connect to ${path}: no such file or directory (ENOENT)`,
  });
});

test('a directory that is not there is ENOENT when listening, and is named', async () => {
  const within = joinPath(folder, 'missing', 'x.sock');
  await expect(unix({ path: within }).listen(() => {})).rejects.toMatchObject({
    stage: 'listen',
    code: 'ENOENT',
    message: `cannot listen on ${within}: there is no directory ${joinPath(folder, 'missing')} (ENOENT)`,
  });
});

test('a path that is too long is refused, not cut', async () => {
  const long = joinPath(folder, 'x'.repeat(120));
  for (const stage of ['connect', 'listen'] as const) {
    const endpoint = unix({ path: long });
    const trying = stage === 'connect' ? endpoint.connect() : endpoint.listen(() => {});
    await expect(trying).rejects.toMatchObject({ stage, code: 'ENAMETOOLONG' });
    await expect(trying).rejects.toThrow(`the path has ${long.length} bytes, at most`);
  }
});

test('the longest path that fits works', async () => {
  const longest = process.platform === 'linux' ? 107 : 103;
  const full = joinPath(folder, 'x'.repeat(longest - folder.length - 1));
  const listening = await listen(unix({ path: full }));
  await join(listening, unix({ path: full }));
  expect(statSync(full).isSocket()).toBe(true);
});

test('an empty path is refused', () => {
  for (const path of ['', '\0']) expect(() => unix({ path })).toThrow('path must not be empty');
});
