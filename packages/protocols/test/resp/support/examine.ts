/** RESP before the contract of protocols. */
import { encoded, type ProtocolContract } from '@wirechart/contract';
import type { Protocol, Role } from '@wirechart/core';
import {
  type Command,
  type Request,
  type RespClientOptions,
  type RespValue,
  respClient,
  respServer,
} from '../../../src/resp/index.js';
import { examine as examineProtocol } from '../../support/examine.js';

type Message = RespValue | Command | Request;

/** Holds one side of RESP to the contract. */
export function examine(
  contract: Omit<ProtocolContract<Message, Message>, 'protocol'>,
  options: RespClientOptions = {},
): void {
  const protocol = (role: Role) =>
    (role === 'server' ? respServer() : respClient(options)) as Protocol<Message, Message>;
  examineProtocol({ exhaustive: 8, ...contract, protocol });
}

export const requestBytes = (...messages: Request[]) => encoded(respClient(), 'client', messages);
export const replyBytes = (...messages: RespValue[]) => encoded(respServer(), 'server', messages);
export const many = (size: number, part: string) => part.repeat(Math.ceil(size / part.length));
