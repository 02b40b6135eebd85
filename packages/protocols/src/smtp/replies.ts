/** Which reply belongs to which command: in their order, and as far as its code tells (RFC 5321, 4.3.2; RFC 4954, 6). */
import type { Answer, RepliesInOrder } from '@wirechart/core';
import type { SmtpCommand } from './command.js';
import { SmtpRefused } from './errors.js';
import type { SmtpReply } from './message.js';
import type { ReplyEvent } from './session-half.js';

/**
 * A client goes by the first digit of a code (RFC 5321, 4.2.1); but what only one command can have is no reply to another. A reply from
 * 400 on rejects the request with an {@link SmtpRefused}. A server that shuts down says 421 at any time.
 */
export const replies = (): RepliesInOrder<SmtpReply, SmtpCommand> => ({
  by: 'order',
  answers(reply, command, _, event): Answer {
    if (command === undefined) return reply.code === SHUTTING_DOWN ? 'unasked' : 'mismatch';
    if (reply.code >= 400) return new SmtpRefused(reply, nameOf(command));
    // Content that it does not have cannot have been taken.
    if ((event as ReplyEvent).early) return 'mismatch';
    return fits(reply.code, command.kind) ? 'reply' : 'mismatch';
  },
});

/** The server ends the connection, whatever it was asked (RFC 5321, 3.8). */
export const SHUTTING_DOWN = 421;

/** What else than 354 and 334, which the read half has answered, says that a command has been carried out. */
function fits(code: number, kind: SmtpCommand['kind']): boolean {
  if (kind === 'quit') return code === CLOSING;
  if (kind === 'auth') return code === AUTHENTICATED;
  return code < 300 && code !== GREETING && code !== CLOSING && code !== AUTHENTICATED;
}

const GREETING = 220;
const CLOSING = 221;
const AUTHENTICATED = 235;

function nameOf(command: SmtpCommand): string {
  if (command.kind === 'other') return command.line.split(' ', 1)[0]?.toUpperCase() ?? '';
  return command.kind === 'rcpt' ? `RCPT ${command.to}` : command.kind.toUpperCase();
}
