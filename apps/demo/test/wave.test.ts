import { expect, it } from 'vitest';
import { jsonLines, listeningPort, start, startServer } from './support/demo.js';

it('wave-client answers each wave, once and in order, and goes on after the server was killed and started again', async () => {
  const first = await startServer('wave-server', '--every', '100', '--json');
  const { port } = first;
  const client = start(['wave-client', '127.0.0.1', port, '--json']);
  await first.server.until(/Client wave 3/);
  first.server.signal('SIGKILL');
  await first.server.ended;
  await client.until(/"state":"waiting"/);

  const second = start(['wave-server', '127.0.0.1', port, '--every', '100', '--json']);
  expect(await listeningPort(second)).toBe(port);
  await second.until(/Client wave 3/);
  client.signal('SIGINT');
  expect((await client.ended).status).toBe(0);
  second.signal('SIGTERM');
  const { status, stdout } = await second.ended;
  expect(status).toBe(0);

  for (const told of [jsonLines((await first.server.ended).stdout), jsonLines(stdout)]) {
    const answers = told.filter(({ event }) => event === 'answer');
    expect(answers.length).toBeGreaterThanOrEqual(3);
    // Each the next one: none left out, none twice.
    expect(answers.filter(({ expected }) => !expected)).toEqual([]);
  }
});
