/** Declares the cases of the contracts as tests. */
import {
  type ConnectionContract,
  connectionContract,
  type ProtocolContract,
  protocolContract,
} from '@wirechart/contract';
import { describe, test } from 'vitest';

export function examine<TMessage>(contract: ProtocolContract<TMessage, TMessage>): void {
  describe(`the protocol contract: ${contract.name}`, () => {
    for (const { name, run } of protocolContract(contract)) test(name, run);
  });
}

export function examineConnections<TMessage>(contract: ConnectionContract<TMessage, TMessage>): void {
  describe(`the connection contract: ${contract.name}`, () => {
    for (const { name, run } of connectionContract(contract)) test(name, run);
  });
}
