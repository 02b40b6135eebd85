import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { byteSubjects } from '../src/bytes/subjects.js';
import { certificate } from '../src/tls/certificate.js';
import { around, within } from '../src/tls/trials.js';

const canRun = process.env['CI'] !== undefined || spawnSync('openssl', ['version']).error === undefined;

describe.skipIf(!canRun)('a slice of the campaign of TLS', () => {
  const identity = certificate();
  // Others than last time; what fails names its seed.
  const seed = Number(process.env['CAMPAIGN_SEED'] ?? Math.floor(Math.random() * 1e9));
  const lines = byteSubjects.filter(({ name }) => name === 'lines');

  test.each(['server', 'client'] as const)(
    `somebody changes what goes to a %s over the wire, seed ${seed}`,
    async (role) => {
      const { failures, messages, codes } = await around(role, identity, seed, 60);
      expect(failures).toEqual([]);
      expect(messages).toBeGreaterThan(0);
      expect(codes.size).toBeGreaterThan(0);
    },
    30_000,
  );

  test.each(lines.map((one) => [one.role, one] as const))(
    `what is said to a %s within TLS is changed, seed ${seed}`,
    async (_, one) => {
      expect((await within(one, identity, seed, 20)).failures).toEqual([]);
    },
    30_000,
  );

  test('a mistake is found', async () => {
    const [server] = lines.filter(({ role }) => role === 'server');
    const reply = () => {
      throw new TypeError('never');
    };
    const { failures } = await within({ ...server!, reply }, identity, seed, 10);
    expect(failures).toContainEqual(expect.stringContaining('a local error: handler-threw'));
  }, 30_000);
});
