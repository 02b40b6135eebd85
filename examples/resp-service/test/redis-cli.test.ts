/** Debian's redis-cli and redis-benchmark, against our server. */
import { describe, expect, test } from 'vitest';
import { canRun, RUNTIMES, run } from '../../../packages/protocols/test/resp/support/tools.js';
import { startOurs } from './serving.js';

describe.skipIf(!canRun('redis-cli'))('redis-cli', () => {
  describe.each(RUNTIMES)('by the %s machines', (runtime) => {
    const asks = async (port: number, ...args: string[]) => {
      const { status, stdout, stderr } = await run('redis-cli', ['-p', String(port), ...args]);
      expect(stderr).toBe('');
      expect(status).toBe(0);
      return stdout.trimEnd();
    };

    test('sets, gets and counts', async () => {
      const port = await startOurs({ runtime });
      expect(await asks(port, 'PING')).toBe('PONG');
      expect(await asks(port, 'SET', 'a key', 'with spaces and ä')).toBe('OK');
      expect(await asks(port, 'GET', 'a key')).toBe('with spaces and ä');
      expect(await asks(port, '--no-raw', 'GET', 'none')).toBe('(nil)');
      expect(await asks(port, '-r', '3', 'INCR', 'n')).toBe('1\n2\n3');
      expect(await asks(port, 'NONSENSE')).toContain("ERR unknown command 'NONSENSE'");
    });

    test('shows maps and sets of version 3, and arrays of version 2', async () => {
      const port = await startOurs({ runtime });
      await asks(port, 'HSET', 'h', 'a', '1', 'b', '2');
      await asks(port, 'SADD', 's', 'x');
      expect(await asks(port, '-3', '--no-raw', 'HGETALL', 'h')).toBe('1# "a" => "1"\n2# "b" => "2"');
      expect(await asks(port, '-3', '--no-raw', 'SMEMBERS', 's')).toBe('1~ "x"');
      expect(await asks(port, '-2', '--no-raw', 'HGETALL', 'h')).toBe('1) "a"\n2) "1"\n3) "b"\n4) "2"');
      expect(await asks(port, '-3', '--no-raw', 'GET', 'none')).toBe('(nil)');
    });

    test('sends a value of a megabyte', async () => {
      const port = await startOurs({ runtime });
      const value = 'ä\r\n'.repeat(250_000);
      const { stdout } = await run('redis-cli', ['-p', String(port), '-x', 'SET', 'big'], value);
      expect(stdout).toBe('OK\n');
      expect(await asks(port, 'STRLEN', 'big')).toBe(String(Buffer.byteLength(value)));
    });

    test('pipes ten thousand requests', async () => {
      const port = await startOurs({ runtime });
      const requests = Array.from(
        { length: 10_000 },
        (_, at) => `*3\r\n$3\r\nSET\r\n$5\r\n${10_000 + at}\r\n$1\r\nx\r\n`,
      );
      const { stdout } = await run('redis-cli', ['-p', String(port), '--pipe'], requests.join(''));
      expect(stdout).toContain('errors: 0, replies: 10000');
      expect(await asks(port, 'DBSIZE')).toBe('10000');
    });
  });
});

describe.skipIf(!canRun('redis-benchmark'))('redis-benchmark', () => {
  const TESTS = 'ping,set,get,incr,lpush,rpush,lpop,rpop,sadd,hset,spop,lrange_100,mset';

  describe.each(RUNTIMES)('by the %s machines', (runtime) => {
    test.each(['1', '16'])('finishes, %s requests at a time', async (pipelined) => {
      const port = await startOurs({ runtime });
      const args = ['-p', String(port), '-P', pipelined, '-n', '1600', '-c', '10', '-t', TESTS, '--csv'];
      const { status, stdout, stderr } = await run('redis-benchmark', args);
      expect(stderr).toBe('');
      expect(stdout).not.toMatch(/error|warning/i);
      expect(stdout.match(/^"[\w (]+[^"]*","\d/gm)?.length).toBeGreaterThanOrEqual(TESTS.split(',').length);
      expect(status).toBe(0);
    });
  });
});
