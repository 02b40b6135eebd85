/** What the modules in `subjects/` export: a parser, how it is opened, and what it is given. */
import { readdirSync } from 'node:fs';
import type { Corpus, FindingClass, Subject } from '@wirechart/fuzz';

export interface Entry {
  /** As it stands in the record. */
  readonly name: string;
  /** The npm package, or `node` for what comes with it. Default: the name. */
  readonly package?: string;
  readonly subject: Subject;
  readonly corpus: Corpus;
  /** Classes that this subject cannot be held to, beside those that nobody is (see `examine`). */
  readonly ignore?: readonly FindingClass[];
}

const SUBJECTS = new URL('../subjects/', import.meta.url);

/** Names of the modules in `subjects/`, without their ending. */
export function families(): readonly string[] {
  return readdirSync(SUBJECTS)
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => file.slice(0, -'.mjs'.length))
    .sort();
}

export async function loadFamily(family: string): Promise<readonly Entry[]> {
  const module = (await import(new URL(`${family}.mjs`, SUBJECTS).href)) as { default: readonly Entry[] };
  return module.default;
}
