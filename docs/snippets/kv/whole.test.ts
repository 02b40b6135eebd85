import { describe, test } from 'vitest';
import { serverContract } from './server-contract.js';
import { wholeKvServer } from './whole-half.js';

describe('kv, a server of whole frames', () => {
  for (const { name, run } of serverContract(wholeKvServer)) test(name, { timeout: 30_000 }, run);
});
