/** libmemcached's memccapable, with all of its tests, against our server. */
import { describe, expect, test } from 'vitest';
import { canRun, RUNTIMES, run, startOurs } from '../../../packages/protocols/test/memcached/support/judges.js';

describe.skipIf(!canRun('memccapable'))('memccapable', () => {
  test.each(RUNTIMES)('passes the server, by the %s machines', { timeout: 60_000 }, async (runtime) => {
    const port = await startOurs({ runtime });
    const { status, printed } = await run('memccapable', ['-h', '127.0.0.1', '-p', String(port), '-t', '30', '-v']);
    const lines = printed.trimEnd().split('\n');
    expect(lines.filter((line) => !line.endsWith('[pass]'))).toEqual(['All tests passed']);
    expect(lines.filter((line) => line.startsWith('ascii '))).toHaveLength(27);
    expect(lines.filter((line) => line.startsWith('binary '))).toHaveLength(27);
    expect(status).toBe(0);
  });
});
