/** A program of the demo: its arguments by name and in order, and what it does with them. */
import type { Output } from '../output/output.js';
import type { Parameter } from './parameters.js';

type Parameters = Readonly<Record<string, Parameter<unknown>>>;
type Values<P extends Parameters> = { readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };

export interface Program {
  /** Undefined for the one that runs when none is named. */
  readonly name: string | undefined;
  /** What it does, in a line of the usage text. */
  readonly about: string;
  readonly positionals: Parameters;
  /** Options besides those of all programs. */
  readonly options: Readonly<Record<string, ProgramOption>>;
  run(values: Readonly<Record<string, unknown>>, output: Output): Promise<void>;
}

export interface ProgramOption extends Parameter<unknown> {
  /** What its value is, in the usage text: `json|binary`. Undefined for one without a value. */
  readonly value: string | undefined;
  readonly about: string;
}

/** Checks that what a program does fits the arguments that it names. Options that are not given are undefined. */
export function program<P extends Parameters, O extends Readonly<Record<string, ProgramOption>> = Record<never, never>>(
  definition: Omit<Program, 'positionals' | 'options' | 'run'> & {
    readonly positionals: P;
    readonly options?: O;
    readonly run: (values: Values<P> & Partial<Values<O>>, output: Output) => Promise<void>;
  },
): Program {
  return {
    options: {},
    ...definition,
    run: (values, output) => definition.run(values as Values<P> & Partial<Values<O>>, output),
  };
}
