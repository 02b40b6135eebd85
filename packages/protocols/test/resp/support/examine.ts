/** RESP before the contract of protocols. */
import { encoded, type ProtocolContract, protocolContract } from '@wirechart/contract';
import type { Protocol, Role } from '@wirechart/core';
import { describe, test } from 'vitest';
import {
  type Command,
  type Request,
  type RespClientOptions,
  type RespValue,
  respClient,
  respServer,
} from '../../../src/resp/index.js';

type Message = RespValue | Command | Request;

/** Holds one side of RESP to the contract. */
export function examine(
  contract: Omit<ProtocolContract<Message, Message>, 'protocol'>,
  options: RespClientOptions = {},
): void {
  const protocol = (role: Role) =>
    (role === 'server' ? respServer() : respClient(options)) as Protocol<Message, Message>;
  describe(`the protocol contract: ${contract.name}`, () => {
    for (const { name, run } of protocolContract({ exhaustive: 8, ...contract, protocol })) test(name, run);
  });
}

export const requestBytes = (...messages: Request[]) => encoded(respClient(), 'client', messages);
export const replyBytes = (...messages: RespValue[]) => encoded(respServer(), 'server', messages);
export const many = (size: number, part: string) => part.repeat(Math.ceil(size / part.length));
