/** What a server replies, in either protocol. */
import type { Command } from './command.js';

export type Reply = Values | Outcome | Counted | Version | Statistics | Refusal;

export interface Item {
  readonly key: string;
  readonly flags: number;
  readonly value: Uint8Array;
  /** The item's version; undefined where a client did not ask for it. */
  readonly cas: bigint | undefined;
  /**
   * How a reply of the text protocol says it without its version, once that was written: the line that announces it and, if
   * its value is short, that too. Kept with items that have the field (as those of a store, which are read more often than
   * they change).
   */
  text?: Uint8Array | undefined;
}

/** To `get`: what was found. */
export interface Values {
  readonly type: 'values';
  readonly items: readonly Item[];
  /** Whether there are more items to come in another answer to the same command: a server need not have all at once. */
  readonly more: boolean;
}

/** What became of a command. */
export interface Outcome {
  /** `ok` to what can only go well; the others as the text protocol names them. */
  readonly type: 'stored' | 'not-stored' | 'exists' | 'not-found' | 'deleted' | 'touched' | 'ok';
  /** The version that an item has now. Binary only. */
  readonly cas: bigint | undefined;
}

/** To `increment` and `decrement`. */
export interface Counted {
  readonly type: 'number';
  readonly value: bigint;
  readonly cas: bigint | undefined;
}

export interface Version {
  readonly type: 'version';
  readonly version: string;
}

export interface Statistics {
  readonly type: 'stats';
  readonly entries: readonly (readonly [name: string, value: string])[];
}

/** The server did not do it. */
export interface Refusal {
  readonly type: 'error';
  /** As the text protocol tells them apart: there is no such command, the client did wrong, the server cannot. */
  readonly kind: 'unknown-command' | 'client' | 'server';
  /** For people. The text protocol has none for an unknown command. */
  readonly text: string;
  /** Status of a binary reply; one that says the same for a reply in text. */
  readonly status: number;
}

/** A reply with the command that it answers, of which some of the reply's form follows. */
export interface Answer {
  readonly to: Command;
  readonly reply: Reply;
}

/** What a binary client emits when a quiet command has failed, for which no reply is expected. */
export interface QuietFailureEvent {
  readonly type: 'quiet-failure';
  readonly command: Command['type'];
  readonly reply: Reply;
}

/** Statuses of the binary protocol. */
export const status = {
  ok: 0,
  notFound: 1,
  exists: 2,
  tooLarge: 3,
  invalidArguments: 4,
  notStored: 5,
  notNumber: 6,
  unknownCommand: 0x81,
  internalError: 0x84,
} as const;

/**
 * Whether the client of this command hears this reply. Quiet: a text client hears nothing, a binary one what it would
 * not expect: an error, or an item that was found.
 */
export function isHeard(command: Command, reply: Reply): boolean {
  if (!command.quiet) return true;
  if (command.tag === undefined) return false;
  switch (reply.type) {
    case 'values':
      return reply.items.length > 0;
    case 'stored':
    case 'deleted':
    case 'touched':
    case 'ok':
    case 'number':
      return false;
    default:
      return true;
  }
}
