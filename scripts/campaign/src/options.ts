/** What the command line says. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

export interface CampaignOptions {
  /** How many seeds. */
  readonly seeds: number;
  /** The first of them. */
  readonly seed: number;
  readonly workers: number;
  /** Name of the one protocol to run; undefined for all in turn. */
  readonly protocol: string | undefined;
  /** Module that exports `subjects`, in place of this repository's protocols. */
  readonly subjects: string;
}

/** Module of this repository's protocols. */
export const OWN_SUBJECTS = new URL('./subjects.js', import.meta.url).href;

export const USAGE = `pnpm campaign bytes …, pnpm campaign tls … and pnpm campaign chaos …, which say what they take with --help; or
pnpm campaign [--seeds N] [--seed S] [--workers K] [--protocol name] [--subjects module]

Runs the faulty network for N seeds (default 10,000) from S on (default 1) on K cores (default all),
and ends with status 1 if anything was not as it must be.`;

/** @throws Error for what is not understood. */
export function optionsFrom(args: readonly string[]): CampaignOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      workers: { type: 'string', default: String(availableParallelism()) },
      protocol: { type: 'string' },
      subjects: { type: 'string', default: OWN_SUBJECTS },
    },
  });
  return {
    seeds: whole('seeds', values.seeds, 1),
    seed: whole('seed', values.seed, 0),
    workers: whole('workers', values.workers, 1),
    protocol: values.protocol,
    subjects: values.subjects,
  };
}

/** @throws Error for what is no whole number of at least `least`. */
export function whole(name: string, text: string, least: number): number {
  const value = Number(text.replaceAll(/[_,]/g, ''));
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`--${name} must be a whole number from ${least}, not ${text}`);
}
