/** Finds what a command means; says in Redis's words why it means nothing. */
import { type Command, ErrorReply } from '@wirechart/protocols/resp';
import { bytesOf, SHOWN, shown, wordOf } from './arguments.js';
import type { CommandGroup, CommandRow, CommandTable } from './command-table.js';

export interface FoundCommand {
  /** In lower case, with the subcommand: `client|id`. */
  readonly name: string;
  readonly row: CommandRow;
  /** Without the subcommand. */
  readonly args: readonly Uint8Array[];
}

interface NamedRow {
  /** In lower case. */
  readonly name: string;
  readonly row: CommandRow;
  readonly least: number;
  readonly most: number;
}

export function commandFinder(table: CommandTable): (command: Command) => FoundCommand {
  const groups = new Map<string, CommandGroup>();
  const rows = new Map<string, NamedRow>();
  for (const [name, entry] of Object.entries(table)) {
    if ('run' in entry) rows.set(name, named(name, entry));
    else groups.set(name, entry);
  }
  /** @throws ErrorReply for a command that is not there, or has too few or too many arguments. */
  return ({ name, args }) => {
    const known = rows.get(name);
    if (known !== undefined) return fitting(known, args);
    const entry = groups.get(name);
    if (entry === undefined) {
      throw new ErrorReply(
        `ERR unknown command '${shown(bytesOf(name))}', with args beginning with: ${beginning(args)}`,
      );
    }
    const [first, ...others] = args;
    if (first === undefined) throw wrongNumber(name.toLowerCase());
    const word = wordOf(first);
    const row = Object.hasOwn(entry.subcommands, word) ? entry.subcommands[word] : undefined;
    if (row === undefined) throw new ErrorReply(`ERR unknown subcommand '${shown(first)}'. Try ${name} HELP.`);
    return fitting(named(`${name}|${word}`, row), others);
  };
}

function named(name: string, row: CommandRow): NamedRow {
  const [least, most] = row.args;
  return { name: name.toLowerCase(), row, least, most };
}

function fitting({ name, row, least, most }: NamedRow, args: readonly Uint8Array[]): FoundCommand {
  if (args.length < least || args.length > most) throw wrongNumber(name);
  return { name, row, args };
}

const wrongNumber = (name: string) => new ErrorReply(`ERR wrong number of arguments for '${name}' command`);

/** The first arguments, each in quotes and with a blank after it, as Redis shows them. */
function beginning(args: readonly Uint8Array[]): string {
  let text = '';
  for (const arg of args) {
    if (text.length >= SHOWN) break;
    text += `'${shown(arg, SHOWN - text.length)}' `;
  }
  return text;
}
