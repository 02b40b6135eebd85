/** Raw bytes with independent peers, in both directions. */
import { beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, run, startServer } from './support/demo.js';
import { canRunPython, SEED, startPython, startPythonServer, WAYS } from './support/python.js';

describe.skipIf(!canRunPython)('echo with Python peers', () => {
  beforeAll(() => console.info(`interop-echo: WIRECHART_SEED=${SEED}`));

  describe.each(WAYS)('their client sends %s', (way) => {
    it.each(['echo-server', 'multiconn-server'])('and %s returns every byte on every connection', async (program) => {
      const { port } = await startServer(program);
      const data = Uint8Array.from({ length: 3000 }, (_, index) => (index * 7) & 0xff);
      const args = ['127.0.0.1', port, '--connections', 5, '--send', way, '--seed', SEED];
      const { status, stdout } = await startPython('echo_client.py', args).write(data).ended;
      expect(jsonLines(stdout)).toEqual(
        [1, 2, 3, 4, 5].map((connection) => ({ connection, sent: 3000, received: 3000, same: true })),
      );
      expect(status).toBe(0);
    });
  });

  it('our echo-server returns megabytes to a client that reads while it sends', async () => {
    const { port } = await startServer('echo-server');
    const data = new Uint8Array(4 * 1024 * 1024).fill(0x61);
    const { stdout } = await startPython('echo_client.py', ['127.0.0.1', port]).write(data).ended;
    expect(jsonLines(stdout)).toMatchObject([{ received: data.length, same: true }]);
  });

  describe.each(WAYS)('their server sends %s', (way) => {
    it('and our echo-client has its message back', async () => {
      const port = await startPythonServer('echo_server.py', ['--send', way, '--seed', SEED]);
      const { status, stdout } = await run(['echo-client', '127.0.0.1', port, 'Hello, wörld 🐰']);
      expect(stdout).toContain('\n← Hello, wörld 🐰\n');
      expect(status).toBe(0);
    });

    it('and our multiconn-client has every message back', async () => {
      const port = await startPythonServer('echo_server.py', ['--send', way, '--seed', SEED]);
      const { status, stdout } = await run(['multiconn-client', '127.0.0.1', port, 20]);
      expect(stdout.match(/← Message 1 from client\.Message 2 from client\.$/gm)).toHaveLength(20);
      expect(status).toBe(0);
    });
  });

  it('their server hangs up early: one line, exit status 1', async () => {
    const port = await startPythonServer('echo_server.py', ['--hang-up', 5]);
    const { status, stderr } = await run(['echo-client', '127.0.0.1', port]);
    expect(stderr).toMatch(/^demo: .*\n$/);
    expect(status).toBe(1);
  });
});
