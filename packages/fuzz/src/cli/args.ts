import { parseArgs } from 'node:util';
import { type Format, formats } from '../inputs/formats/index.js';
import type { FindingClass } from '../oracles/finding-class.js';
import type { TestRunner } from '../report/test-runner.js';
import type { Fault, FuzzOptions } from '../session/options.js';
import { unknownName } from '../subject/nearest.js';
import { FuzzUsageError } from '../subject/usage-error.js';
import { readTokens } from './inputs.js';

/** What the command line asks for. */
export interface CliArguments {
  readonly help: boolean;
  readonly json: boolean;
  readonly inProcess: boolean;
  readonly module: string;
  readonly inputs: string;
  readonly exportName?: string;
  readonly format?: Format;
  readonly acceptUnfinished: boolean;
  readonly options: Omit<FuzzOptions, 'corpus'>;
}

export const USAGE = `chunk-fuzz <module> <inputs> [options]

  <module>            module that exports a subject (as \`subject\` or as default)
  <inputs>            folder of inputs, or one file

  --export <name>     name of the export
  --exhaustive        all pairs of cuts, and every chunking of short inputs
  --mutations <n>     so many mutants (default: as many as there is time for)
  --no-variants       no variants of the inputs
  --fault <fault>     early-end, failed-read or stall; may stand several times (default: the first two)
  --format <name>     begin with the inputs and the dictionary of a format: csv, json, lines, …
  --dictionary <file> tokens of the format, one in a line; escapes as in JSON
  --corpus <folder>   read these inputs as well, and add mutants that showed something new
  --coverage          mutate further what reaches code that nothing had reached
  --replay <word>     try the one case again that a report printed
  --fail-fast         end with the first finding that fails
  --seed <n>          seed of everything random
  --budget <seconds>  time for the session (default 60)
  --time-limit <ms>   time for one call (default 1000)
  --shrink-time <ms>  time for making one finding smaller (default 5000)
  --heap <megabytes>  heap of a process that runs the parser (default 512)
  --workers <n>       such processes (default: one less than there are cores)
  --import <module>   load this module first in that process, for instance tsx
  --in-process        run the parser in this process
  --fail-on <class>   a class of finding that fails; may stand several times
  --ignore <class>    a class of finding that is not looked for; may stand several times
  --allow-silent      accept a parser that gives no messages
  --accept-unfinished exit with 0 where nothing was found but the budget ended before the plan
  --runner <name>     for whom regression tests are written: node, vitest, jest, jest-cjs
  --json              print the report as JSON
  --help

Exit code: 0 the plan was finished and nothing failed, 1 something failed, 2 the subject, the inputs or the options are at
fault, 3 nothing failed but the plan was not finished, 130 ended by Ctrl-C, 143 by SIGTERM.
`;

/** Throws FuzzUsageError (`INVALID_OPTION`). Names among the options are left to the session, which knows them all. */
export function readArguments(args: readonly string[]): CliArguments {
  const { values, positionals } = parse(args);
  const [module = '', inputs = ''] = positionals;
  const enough = inputs !== '' || values.replay !== undefined || values.format !== undefined;
  if (!values.help && (module === '' || !enough || positionals.length > 2)) {
    throw new FuzzUsageError('INVALID_OPTION', 'give a module and a folder of inputs, or a --format');
  }
  const { export: exportName, heap, format, dictionary } = values;
  const known = format === undefined ? undefined : toFormat(format);
  const isolation = {
    ...optional('heap', heap),
    ...optional('workers', values.workers),
    execArgv: (values.import ?? []).flatMap((name) => ['--import', name]),
  };
  return {
    help: values.help ?? false,
    json: values.json ?? false,
    inProcess: values['in-process'] ?? false,
    module,
    inputs,
    acceptUnfinished: values['accept-unfinished'] ?? false,
    ...(exportName === undefined ? {} : { exportName }),
    ...(known === undefined ? {} : { format: known }),
    options: {
      ...(values.exhaustive ? { plan: 'exhaustive' } : {}),
      ...optional('mutations', values.mutations),
      ...optional('seed', values.seed),
      ...optional('shrinkTime', values['shrink-time']),
      ...optional('timeLimit', values['time-limit']),
      ...(values.budget === undefined ? {} : { budget: toNumber('budget', values.budget) * 1000 }),
      ...(values.replay === undefined ? {} : { replay: values.replay }),
      ...(values['no-variants'] ? { variants: false } : {}),
      ...(values.fault === undefined ? {} : { faults: values.fault as Fault[] }),
      ...(values.corpus === undefined ? {} : { corpusFolder: values.corpus }),
      ...(values.coverage ? { coverage: true } : {}),
      ...(values['fail-fast'] ? { failFast: true } : {}),
      ...(values.runner === undefined ? {} : { testRunner: values.runner as TestRunner }),
      ...(known === undefined && dictionary === undefined
        ? {}
        : { dictionary: [...(known?.dictionary ?? []), ...(dictionary === undefined ? [] : readTokens(dictionary))] }),
      ...(values['allow-silent'] ? { allowSilent: true } : {}),
      ...(values['fail-on'] === undefined ? {} : { failOn: values['fail-on'] as FindingClass[] }),
      ...(values.ignore === undefined ? {} : { ignore: values.ignore as FindingClass[] }),
      ...(values['in-process'] ? {} : { isolation }),
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
        replay: { type: 'string' },
        'no-variants': { type: 'boolean' },
        fault: { type: 'string', multiple: true },
        format: { type: 'string' },
        dictionary: { type: 'string' },
        corpus: { type: 'string' },
        coverage: { type: 'boolean' },
        'fail-fast': { type: 'boolean' },
        workers: { type: 'string' },
        'accept-unfinished': { type: 'boolean' },
        runner: { type: 'string' },
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

function toFormat(name: string): Format {
  if (Object.hasOwn(formats, name)) return formats[name as keyof typeof formats];
  throw new FuzzUsageError('INVALID_OPTION', unknownName('format', name, Object.keys(formats)));
}
