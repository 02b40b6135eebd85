import { expect, it } from 'vitest';
import { run, startServer } from './support/demo.js';

it('--cores n serves from n processes, and stops in order', async () => {
  const { server, port } = await startServer('app-server', '--cores', '2');
  const asked = await Promise.all(
    Array.from({ length: 4 }, () => run(['app-client', '127.0.0.1', port, 'search', 'morpheus'])),
  );
  for (const { stdout } of asked) expect(stdout).toContain('Follow the white rabbit');
  expect(server.stdout.match(/listening on/g)).toHaveLength(1);
  server.signal('SIGTERM');
  const { status, stdout, stderr } = await server.ended;
  expect(stdout).toContain('SIGTERM: closing\n');
  expect(stdout).toMatch(/stopped listening on 127\.0\.0\.1:\d+\n$/);
  expect([status, stderr]).toEqual([0, '']);
});
