/** Declares the cases of the contracts as tests. */
import {
  type ConnectionContract,
  connectionContract,
  type ProtocolContract,
  protocolContract,
} from '@wirechart/contract';
import { describe, test } from 'vitest';

export function examine<TIn, TOut = TIn>(contract: ProtocolContract<TIn, TOut>): void {
  describe(`the protocol contract: ${contract.name}`, () => {
    for (const { name, run } of protocolContract(contract)) test(name, run);
  });
}

export function examineConnections<TRequest, TReply = TRequest>(contract: ConnectionContract<TRequest, TReply>): void {
  describe(`the connection contract: ${contract.name}`, () => {
    for (const { name, run } of connectionContract(contract)) test(name, run);
  });
}
