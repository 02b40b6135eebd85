import { protocolContract } from '@wirechart/contract';
import { describe, test } from 'vitest';
import { framesContract } from './support/frames-contract.js';

describe('the protocol contract: websocket frames', () => {
  for (const { name, run } of protocolContract(framesContract('server'))) test(name, run);
});
