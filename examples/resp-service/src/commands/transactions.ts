/** Commands that are gathered and then run without another one in between. */
import { ErrorReply } from '@wirechart/protocols/resp';
import type { CommandTable } from '../command-table.js';
import type { Session } from '../session.js';

/** The commands that are not gathered. EXEC is the service's own, which runs them. */
export const transactionCommands: CommandTable = {
  MULTI: {
    args: [0, 0],
    run: (_, session) => {
      if (session.queued !== undefined) throw new ErrorReply('ERR MULTI calls can not be nested');
      session.queued = [];
      return 'OK';
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

export function endTransaction(session: Session): void {
  session.queued = undefined;
  session.spoilt = false;
}
