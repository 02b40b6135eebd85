/** Writes commands when it is their turn, and says which those were. */
import { type ByteWriter, type HalfInput, writeHalfWith } from '@wirechart/core';
import { lineOf, type SmtpCommand } from './command.js';
import { contentBytes } from './content.js';
import { sessionIn } from './session.js';
import { Turns, type Written } from './turns.js';

/** Bytes that a command is followed by. Sent by the read half alone: a class, so that nothing that is given to `request` is one. */
export class Following {
  readonly kind = 'following';

  constructor(readonly bytes: Uint8Array | string) {}
}

/** Whatever waits for its turn; likewise. */
export class Next {
  readonly kind = 'next';
}

/** What the read half hears of a message that was sent. */
export interface Sent {
  readonly written: readonly Written[];
  /** Commands that wait for their turn. */
  readonly waiting: number;
}

interface EncodeContext extends HalfInput {
  readonly turns: Turns;
}

export const writeHalf = writeHalfWith(
  (input): EncodeContext => ({ ...input, turns: new Turns(sessionIn(input)?.extensions.has('PIPELINING') ?? false) }),
  ({ turns }) => {
    turns.answered();
    return {};
  },
);

/** @throws RangeError for a command that cannot be written, or that would have no room: then it is not under way. */
export function encodeCommand(
  message: SmtpCommand | Following | Next,
  out: ByteWriter,
  { turns, limits }: EncodeContext,
): Sent | undefined {
  if (message instanceof Following) {
    if (typeof message.bytes === 'string') out.text(message.bytes);
    else out.bytes(message.bytes);
    return undefined;
  }
  if (message instanceof Next) {
    const written = turns.next();
    for (const { line } of written) out.text(line);
    return { written, waiting: turns.waiting };
  }
  const command: Written = {
    kind: message.kind,
    line: `${lineOf(message)}\r\n`,
    content: message.kind === 'data' ? contentBytes(message.content) : undefined,
    respond: message.kind === 'auth' ? message.respond : undefined,
  };
  // It goes out later, when nobody could be told.
  if (Number(command.content?.length) > limits.queuedOutput)
    throw new RangeError(`limit queuedOutput is ${limits.queuedOutput}`);
  if (!turns.mayGo(command)) {
    turns.wait(command);
    return { written: [], waiting: turns.waiting };
  }
  out.text(command.line);
  if (out.length > limits.queuedOutput) throw new RangeError('there is no room for it');
  turns.go(command);
  return { written: [command], waiting: 0 };
}
