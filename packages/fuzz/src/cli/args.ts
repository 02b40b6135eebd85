import { parseArgs } from 'node:util';
import { FINDING_CLASSES, type FindingClass } from '../oracles/finding-class.js';
import type { FuzzOptions } from '../session/options.js';
import { FuzzUsageError } from '../subject/usage-error.js';

/** What the command line asks for. */
export interface CliArguments {
  readonly help: boolean;
  readonly json: boolean;
  readonly inProcess: boolean;
  readonly module: string;
  readonly inputs: string;
  readonly exportName?: string;
  readonly options: Omit<FuzzOptions, 'corpus'>;
}

export const USAGE = `chunk-fuzz <module> <inputs> [options]

  <module>            module that exports a subject (as \`subject\` or as default)
  <inputs>            folder of inputs, or one file

  --export <name>     name of the export
  --exhaustive        all pairs of cuts, and every chunking of short inputs
  --mutations <n>     mutants of the inputs (default 20)
  --seed <n>          seed of everything random
  --path <path>       replay one generated input, with its seed
  --budget <seconds>  time for the session (default 60)
  --time-limit <ms>   time for one call (default 1000)
  --shrink-time <ms>  time for making one finding smaller (default 5000)
  --heap <megabytes>  heap of the process that runs the parser (default 512)
  --import <module>   load this module first in that process, for instance tsx
  --in-process        run the parser in this process
  --fail-on <class>   a class of finding that fails; may stand several times
  --ignore <class>    a class of finding that is not looked for; may stand several times
  --allow-silent      accept a parser that gives no messages
  --json              print the report as JSON
  --help

Exit code: 0 nothing failed, 1 something did, 2 the subject, the inputs or the options are at fault, 130 ended by Ctrl-C.
`;

/** Throws FuzzUsageError (`INVALID_OPTION`). */
export function readArguments(args: readonly string[]): CliArguments {
  const { values, positionals } = parse(args);
  const [module = '', inputs = ''] = positionals;
  if (!values.help && (inputs === '' || positionals.length > 2)) {
    throw new FuzzUsageError('INVALID_OPTION', 'give a module and a folder of inputs');
  }
  const { export: exportName, heap, path } = values;
  return {
    help: values.help ?? false,
    json: values.json ?? false,
    inProcess: values['in-process'] ?? false,
    module,
    inputs,
    ...(exportName === undefined ? {} : { exportName }),
    options: {
      ...(values.exhaustive ? { plan: 'exhaustive' } : {}),
      ...optional('mutations', values.mutations),
      ...optional('seed', values.seed),
      ...optional('shrinkTime', values['shrink-time']),
      ...optional('timeLimit', values['time-limit']),
      ...(values.budget === undefined ? {} : { budget: toNumber('budget', values.budget) * 1000 }),
      ...(path === undefined ? {} : { path }),
      ...(values['allow-silent'] ? { allowSilent: true } : {}),
      ...classes('failOn', values['fail-on']),
      ...classes('ignore', values.ignore),
      isolation: {
        ...optional('heap', heap),
        execArgv: (values.import ?? []).flatMap((name) => ['--import', name]),
      },
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        export: { type: 'string' },
        exhaustive: { type: 'boolean' },
        mutations: { type: 'string' },
        seed: { type: 'string' },
        path: { type: 'string' },
        budget: { type: 'string' },
        'time-limit': { type: 'string' },
        'shrink-time': { type: 'string' },
        heap: { type: 'string' },
        import: { type: 'string', multiple: true },
        'in-process': { type: 'boolean' },
        'fail-on': { type: 'string', multiple: true },
        ignore: { type: 'string', multiple: true },
        'allow-silent': { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new FuzzUsageError('INVALID_OPTION', (error as Error).message, { cause: error });
  }
}

function optional<Key extends string>(key: Key, value: string | undefined): { [key in Key]?: number } {
  return value === undefined ? {} : ({ [key]: toNumber(key, value) } as { [key in Key]: number });
}

function toNumber(option: string, value: string): number {
  const number = Number(value);
  if (value.trim() !== '' && Number.isFinite(number)) return number;
  throw new FuzzUsageError('INVALID_OPTION', `${option} is ${JSON.stringify(value)}, which is no number`);
}

function toClass(value: string): FindingClass {
  const known = FINDING_CLASSES.find((one) => one === value);
  if (known !== undefined) return known;
  throw new FuzzUsageError('INVALID_OPTION', `there is no class ${value}; there are ${FINDING_CLASSES.join(', ')}`);
}

function classes(option: 'failOn' | 'ignore', values: string[] | undefined): Pick<FuzzOptions, 'failOn' | 'ignore'> {
  return values === undefined ? {} : { [option]: values.map(toClass) };
}
