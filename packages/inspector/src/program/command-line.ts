/** The command line of `wirechart`. */
import { parseArgs } from 'node:util';
import { filterOf } from './list/filter.js';
import { FilterError } from './list/filter-error.js';

export interface CommandLine {
  /** What to look at: a process, a socket, a dump; `xstate` for whatever XState program connects. */
  readonly target: string;
  readonly payload: boolean;
  readonly everything: boolean;
  readonly port: number;
  readonly top: boolean;
  /** Which connections are shown; `''` for all of them, or, in the terminal, for those that are slow or have failed. */
  readonly filter: string;
}

/** The command line made no sense. */
export class UsageError extends Error {}

/** @throws UsageError */
export function commandLine(args: readonly string[]): CommandLine | 'help' {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) return 'help';
  const [command, target, ...more] = positionals;
  if (command !== 'inspect') throw new UsageError(command === undefined ? 'say what to do' : `there is no ${command}`);
  if (target === undefined) throw new UsageError('say what to inspect');
  if (more.length > 0) throw new UsageError(`one thing at a time: ${more.join(' ')} is too much`);
  const port = Number(values.port ?? 0);
  if (!(Number.isInteger(port) && port >= 0 && port < 65_536)) throw new UsageError(`${values.port} is no port`);
  const { payload, all, top, filter = '' } = values;
  checkFilter(filter);
  return { target, payload, everything: all, port, top, filter };
}

function checkFilter(filter: string): void {
  try {
    filterOf(filter);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new UsageError(`the filter: ${error.message} (at character ${error.at + 1})`);
  }
}

export function usage(): string {
  return `Usage: wirechart inspect <pid | socket | file> [options]

  <pid>         a running program: a Node process of yours, or one that calls inspectable()
  <socket>      the path of its socket
  <file>        a dump that was saved before
  xstate        any XState program that sends to this one, with @statelyai/inspect or createActor's inspect

  --payload     show bytes, texts and contexts, where the program allows it
  --all         watch every connection in full from its first byte, not those alone that the page shows
  --port <n>    of the page, on 127.0.0.1; default: any free one
  --filter <f>  which connections to show, such as 'state:awaiting-content age:>10s'
  --top         show counts in the terminal instead of a page`;
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      payload: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      port: { type: 'string' },
      top: { type: 'boolean', default: false },
      filter: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}
