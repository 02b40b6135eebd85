import { expect, it } from 'vitest';
import { jsonLines, run, startServer } from './support/demo.js';

it('flood-client stops at a server that never reads, and says how much the system took', async () => {
  const { server, port } = await startServer('silent-server');
  const { status, stdout, stderr } = await run(['flood-client', '127.0.0.1', port, '--json']);
  const told = jsonLines(stdout);
  const { taken } = told.find(({ event }) => event === 'stopped') as { taken: number };
  // At least what the two systems hold by default, and no more than they hold at most (tcp_rmem, tcp_wmem).
  expect(taken).toBeGreaterThan(64 * 1024);
  expect(taken).toBeLessThan(64 * 1024 * 1024);
  expect(told.some(({ event }) => event === 'waiting')).toBe(true);
  expect([status, stderr]).toEqual([0, '']);
  server.signal('SIGTERM');
  expect((await server.ended).status).toBe(0);
});
