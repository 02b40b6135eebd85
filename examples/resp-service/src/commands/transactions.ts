/** Commands that are gathered and then run without another one in between: https://redis.io/docs/latest/develop/interact/transactions/ */
import { ErrorReply, type RespValue } from '@wirechart/protocols/resp';
import type { CommandTable } from '../command-table.js';
import type { QueuedCommand, Session } from '../session.js';

/** Commands that are run at once between MULTI and EXEC. */
export const AT_ONCE: ReadonlySet<string> = new Set(['multi', 'exec', 'discard', 'quit', 'reset']);

/** @param runNow answers one command; an error reply is a value */
export function transactionCommands(runNow: (found: QueuedCommand, session: Session) => RespValue[]): CommandTable {
  return {
    MULTI: {
      args: [0, 0],
      run: (_, session) => {
        if (session.queued !== undefined) throw new ErrorReply('ERR MULTI calls can not be nested');
        session.queued = [];
        return 'OK';
      },
    },
    EXEC: {
      args: [0, 0],
      run: (_, session) => {
        const { queued, spoilt } = session;
        if (queued === undefined) throw new ErrorReply('ERR EXEC without MULTI');
        endTransaction(session);
        if (spoilt) throw new ErrorReply('EXECABORT Transaction discarded because of previous errors.');
        // A command may answer more than once (SUBSCRIBE of two channels): each answer counts, or a client would lose its place.
        return queued.flatMap((found) => runNow(found, session));
      },
    },
    DISCARD: {
      args: [0, 0],
      run: (_, session) => {
        if (session.queued === undefined) throw new ErrorReply('ERR DISCARD without MULTI');
        endTransaction(session);
        return 'OK';
      },
    },
  };
}

export function endTransaction(session: Session): void {
  session.queued = undefined;
  session.spoilt = false;
}

/** A command was refused before it was run: what is gathered will not be run, and an EXEC that is refused ends it at once. */
export function spoilTransaction(session: Session, name: string, { message }: ErrorReply): ErrorReply {
  if (name !== 'EXEC') {
    if (session.queued !== undefined) session.spoilt = true;
    return new ErrorReply(message);
  }
  endTransaction(session);
  return new ErrorReply(`EXECABORT Transaction discarded because of: ${message.replace(/^ERR /, '')}`);
}
