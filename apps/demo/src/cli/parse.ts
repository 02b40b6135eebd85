/** From the command line to a program and its arguments. */
import { parseArgs } from 'node:util';
import { nearest } from '@wirechart/core';
import type { Program } from './program.js';
import { UsageError } from './usage-error.js';

export interface CommandLine {
  readonly program: Program;
  readonly values: Readonly<Record<string, unknown>>;
  /** One JSON object per line instead of text. */
  readonly json: boolean;
  /** Usage was asked for: nothing is run, and arguments are not looked at. */
  readonly help: boolean;
}

/** The name of a program that these arguments begin with, apart from options. */
export function nameIn(args: readonly string[]): string | undefined {
  return args.find((argument) => !argument.startsWith('-'));
}

/** @throws UsageError for an unknown program or option, and for arguments that are wrong, missing or too many. */
export function parseCommandLine(args: readonly string[], programs: readonly Program[]): CommandLine {
  // Some package managers pass on the `--` that separates their own options from ours.
  const given = args[0] === '--' ? args.slice(1) : args;
  const name = nameIn(args);
  const help = given.includes('--help') || given.includes('-h');
  const program = programs.find((one) => one.name === name);
  if (program === undefined) {
    const names = programs.flatMap((one) => one.name ?? []);
    throw new UsageError(`there is no program '${name}'${meant(String(name), names)}`);
  }

  if (help) return { program, values: {}, json: false, help };
  const { values: options, positionals } = parseOptions(given, program);
  const { json, ...own } = options;
  const values = {
    ...parsePositionals(positionals.slice(name === undefined ? 0 : 1), program),
    ...parseOwn(own, program),
  };
  return { program, values, json: json === true, help };
}

/** An argument as the usage text shows it. */
export const placeholder = (name: string, isOptional: boolean): string => (isOptional ? `[${name}]` : `<${name}>`);

function parseOptions(args: readonly string[], program: Program) {
  const own = Object.fromEntries(
    Object.entries(program.options).map(([name, { value }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  const config = { args: [...args], allowPositionals: true, options: { ...own, json: { type: 'boolean' } } } as const;
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const known = [...Object.keys(config.options), 'help'];
    const { tokens } = parseArgs({ ...config, strict: false, tokens: true });
    const unknown = tokens.find((token) => token.kind === 'option' && !known.includes(token.name));
    const hint = unknown?.kind === 'option' ? meant(unknown.name, known, '--') : '';
    throw new UsageError(`${firstSentence(error.message)}${hint}`, { cause: error });
  }
}

/** How a message about an unknown name ends. */
function meant(given: string, known: readonly string[], prefix = ''): string {
  const name = nearest(given, known);
  return name === undefined ? '' : `; did you mean '${prefix}${name}'?`;
}

function parsePositionals(given: readonly string[], { positionals }: Program): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const left = [...given];
  for (const [name, parameter] of Object.entries(positionals)) {
    const instead = parameter.instead?.(values);
    const text = instead === undefined ? left.shift() : undefined;
    if (instead !== undefined) values[name] = instead;
    else if (text !== undefined) values[name] = parameter.parse(text);
    else if (parameter.otherwise !== undefined) values[name] = parameter.otherwise();
    else throw new UsageError(`${placeholder(name, false)} is missing`);
  }
  if (left.length > 0) throw new UsageError(`one argument too many: '${left[0]}'`);
  return values;
}

function parseOwn(given: Readonly<Record<string, unknown>>, { options }: Program): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).map(([name, text]) => [name, options[name]?.parse(String(text))]));
}

/** parseArgs goes on with advice about `--` that is longer than the news. */
const firstSentence = (message: string): string => message.split(/\. |\n/, 1)[0] as string;
