/** Commands by name, and how many arguments each takes. */
import type { RespValue } from '@wirechart/protocols/resp';
import type { Session } from './session.js';

export interface CommandRow {
  /** Least and most arguments, the name not counted. */
  readonly args: readonly [least: number, most: number];
  /** The reply; undefined for none. @throws ErrorReply for one that is an error. */
  readonly run: (args: readonly Uint8Array[], session: Session) => RespValue | undefined;
}

/** A command whose first argument says which of several it is: `CLIENT ID`. */
export interface CommandGroup {
  readonly subcommands: Readonly<Record<string, CommandRow>>;
}

export type CommandTable = Readonly<Record<string, CommandRow | CommandGroup>>;

/** As many as the remote likes. */
export const ANY = Number.POSITIVE_INFINITY;
