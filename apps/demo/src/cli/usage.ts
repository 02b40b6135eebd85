/** The usage text, from the programs themselves. */
import { placeholder } from './parse.js';
import type { Program } from './program.js';

export function usage(programs: readonly Program[], command: string): string {
  const rows = programs.map((program) => [synopsis(program), program.about] as const);
  // What several programs take is the same for all of them.
  const own = new Map(programs.flatMap(({ options }) => Object.entries(options)));
  const options = [
    ...[...own].map(([name, { value, about }]) => [[`--${name}`, value ?? []].flat().join(' '), about] as const),
    ['--json', 'one JSON object per line instead of text'] as const,
    ['--', 'what follows is an argument, also with a - in front'] as const,
    ['-h, --help', 'this text'] as const,
  ];
  return [
    `Usage: ${command} [program] [arguments] [options]`,
    '',
    ...table(rows),
    '',
    'In place of a host, without a port: a Unix socket (/run/x.sock), or a name of Linux (@x).',
    '',
    'Options',
    ...table(options),
  ].join('\n');
}

/** What somebody needs who mistyped: how the program that they named is called. The whole text would push the reason off the screen. */
export function synopsisFor(args: readonly string[], programs: readonly Program[], command: string): string {
  const named = programs.find(({ name }) => name !== undefined && args.includes(name));
  return [
    `Usage: ${command} ${named === undefined ? '[program] [arguments]' : synopsis(named)} [options]`,
    `All programs and options: ${command} --help`,
  ].join('\n');
}

function synopsis({ name, positionals }: Program): string {
  const placeholders = Object.entries(positionals).map(([argument, { otherwise }]) =>
    placeholder(argument, otherwise !== undefined),
  );
  return [name ?? '(none)', ...placeholders].join(' ');
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
