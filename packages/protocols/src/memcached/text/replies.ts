/** Which reply of the text protocol belongs to which command: in their order. */
import type { Answer, RepliesInOrder } from '@wirechart/core';
import type { Command } from '../command.js';
import { fits } from '../fits.js';
import type { Reply } from '../reply.js';

export function textReplies(): RepliesInOrder<Reply, Command> {
  return new TextReplies();
}

class TextReplies implements RepliesInOrder<Reply, Command> {
  readonly by = 'order';
  /** Whether an error that was taken for that of a quiet command may have been that of the command after it. */
  #inDoubt = false;

  /** "In this case it may send the error to the client" (protocol.txt on `noreply`): a quiet command may fail aloud. */
  expects({ type, quiet }: Command): number | 'perhaps' {
    if (quiet) return 'perhaps';
    return type === 'quit' ? 0 : 1;
  }

  answers(
    reply: Reply,
    command: Command | undefined,
    _count: number,
    _event: unknown,
    next: Command | undefined,
  ): Answer {
    if (command === undefined) return 'mismatch';
    if (command.quiet) {
      if (reply.type !== 'error') return 'passed';
      this.#inDoubt = next !== undefined;
      return 'reply';
    }
    if (!fitsLine(reply, command)) return 'mismatch';
    if (!this.#inDoubt) return 'reply';
    // Had the error been this command's, this would be the reply to the next one.
    if (next !== undefined && (next.quiet || fitsLine(reply, next))) return 'mismatch';
    this.#inDoubt = false;
    return 'reply';
  }
}

/** "<cas unique>" stands in the reply to `gets` and `gats`, and in no other (protocol.txt). */
function fitsLine(reply: Reply, command: Command): boolean {
  if (!fits(reply, command)) return false;
  if (command.type !== 'get' || reply.type !== 'values') return true;
  for (const { cas } of reply.items) if ((cas !== undefined) !== command.cas) return false;
  return true;
}
