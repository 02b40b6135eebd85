/** Which reply of the binary protocol belongs to which command: the one whose opaque it repeats. */
import type { Answer, Identifiers, RepliesByKey } from '@wirechart/core';
import type { Command, Tag } from '../command.js';
import { fits } from '../fits.js';
import type { Reply } from '../reply.js';
import { opaqueOf } from './encode-command.js';
import { FIRST_OPAQUE, LAST_OPAQUE } from './opaque.js';
import { operationOf } from './opcode.js';

export function binaryReplies(): RepliesByKey<Reply, Command> {
  return {
    by: 'key',
    requestKey: (command) => (command.tag === undefined ? undefined : opaqueOf(command)),
    replyKey: (_, event) => (event as TaggedEvent).tag.opaque,
    identifiers,
    // One that fails is told by the event `quiet-failure`.
    expects: ({ quiet }) => (quiet ? 'perhaps' : 1),
    answers,
  };
}

/** A message as the read half emits it, with what it repeats of its request. */
export interface TaggedEvent {
  readonly type: 'message';
  readonly message: Reply;
  readonly tag: Tag;
}

const identifiers: Identifiers<Command> = {
  first: FIRST_OPAQUE,
  last: LAST_OPAQUE,
  assign: (command, opaque) => ({ ...command, tag: { opcode: 0, opaque } }),
};

function answers(reply: Reply, command: Command | undefined, _count: number, event: { readonly type: string }): Answer {
  if (command === undefined) return 'mismatch';
  const operation = operationOf((event as TaggedEvent).tag.opcode);
  // Several keys are asked for by quiet requests and a `noop` after them.
  const type = command.type === 'get' && command.keys.length > 1 ? 'noop' : command.type;
  return operation?.type === type && fits(reply, command) ? 'reply' : 'mismatch';
}
