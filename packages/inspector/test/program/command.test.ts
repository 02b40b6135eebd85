/** What `wirechart inspect` does where something is not as it should be. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { serve, TransportError } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { unix } from '@wirechart/transport-net';
import { expect, it } from 'vitest';
import { ownFolder, socketPath } from '../../src/agent/place.js';
import { recordChunks } from '../../src/index.js';
import { commandLine } from '../../src/program/command-line.js';
import { servePage } from '../../src/program/http/server.js';
import { Inspection } from '../../src/program/inspection.js';
import { run } from '../../src/program/run.js';
import { agentSide } from '../../src/wire/protocol.js';
import { inspected } from '../kit/inspected.js';

const line = { payload: false, everything: false, port: 0, top: false, filter: '' };

it('lets go of the program when the port of the page is taken', async () => {
  await using world = await inspected(jsonHeader(), () => json('yes'));
  await using taken = await servePage(new Inspection());
  const { host, port } = new URL(taken.url);
  const refused = await run({ ...line, target: world.path, port: Number(port) }).catch((error) => error);
  expect(refused).toBeInstanceOf(TransportError);
  expect(refused).toMatchObject({ stage: 'listen', code: 'EADDRINUSE' });
  expect(refused.message).toBe(`cannot listen on ${host}: the address is already in use (EADDRINUSE)`);
  await world.until(() => world.agent.readers === 1);
});

it('says of a program that speaks another version that it does', async () => {
  const before = process.env['XDG_RUNTIME_DIR'];
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-test-'));
  process.env['XDG_RUNTIME_DIR'] = folder;
  try {
    ownFolder();
    const hello = { type: 'hello', kind: 'live', title: 'later', epoch: 0, payload: false } as const;
    await using _server = await serve(
      agentSide,
      () => ({ ...hello, version: 99, charts: [], protocols: [] }),
      unix({ path: socketPath(process.pid) }),
      { onError: () => undefined },
    );
    await expect(run({ ...line, target: String(process.pid) })).rejects.toThrow(/speaks version 99/);
  } finally {
    if (before === undefined) delete process.env['XDG_RUNTIME_DIR'];
    else process.env['XDG_RUNTIME_DIR'] = before;
    rmSync(folder, { recursive: true });
  }
});

it('says what it was given that is neither a process nor a socket nor a dump', async () => {
  await expect(run({ ...line, target: 'not/there' })).rejects.toThrow('there is no socket and no file "not/there"');
  await expect(run({ ...line, target: tmpdir() })).rejects.toThrow(
    `${tmpdir()} is a folder, neither a socket nor a dump`,
  );
});

it('says of a filter that is none what is wrong with it, and where, before it attaches to anything', () => {
  const args = (filter: string) => ['inspect', '4711', '--top', '--filter', filter];
  expect(() => commandLine(args('status:failed agee:>10s'))).toThrow(
    /^the filter: there is no field agee; .* \(at character 15\)$/,
  );
  expect(commandLine(args('age:>10s'))).toMatchObject({ filter: 'age:>10s', top: true });
});

it('ends in order when nobody reads its output any more', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-test-'));
  const dump = join(folder, 'run.wirechart');
  writeFileSync(dump, recordChunks(jsonHeader(), 'server', [Buffer.from('\0\x02{}')]));
  const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
  const command = spawn(process.execPath, [program, 'inspect', dump, '--top'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const complaints = text(command.stderr);
  await once(command.stdout, 'data');
  command.stdout.destroy();
  const [status] = await once(command, 'exit');
  expect([status, await complaints]).toEqual([0, '']);
  rmSync(folder, { recursive: true });
});
