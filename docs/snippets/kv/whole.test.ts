import { describe, expect, test } from 'vitest';
import { attacked } from './attacked.js';
import { serverContract } from './server-contract.js';
import { wholeKvServer } from './whole-half.js';

describe('kv, a server of whole frames', () => {
  for (const { name, run } of serverContract(wholeKvServer)) test(name, { timeout: 30_000 }, run);

  test('a request that has begun, has as long as it makes progress', async () => {
    const { network, errors, attacker } = await attacked(wholeKvServer, { timeouts: { idle: 1000, content: 500 } });
    for (const byte of [1, 0, 0, 0, 9]) {
      await network.runUntil(attacker.send(Uint8Array.of(byte)));
      await network.advanceBy(400);
    }
    expect(errors).toEqual([]);
    await network.advanceBy(600);
    expect(errors).toMatchObject([{ timeout: 'content', state: 'receiving-request' }]);
  });
});
