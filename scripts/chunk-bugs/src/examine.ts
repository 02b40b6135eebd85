/** Examines one subject. */
import { readFileSync } from 'node:fs';
import { checkChunkInvariance, type FindingClass } from '@wirechart/fuzz';
import type { Entry } from './entry.js';
import { type Row, seenIn } from './row.js';

const SEED = 42;
const SHRINK_TIME = 500;
/** Memory and limits are other questions than the one that the record answers. */
const IGNORED: readonly FindingClass[] = [
  'keeps-input',
  'changes-input',
  'aliases-input',
  'changes-output',
  'limit',
  'failed-read',
];

/** @param budget Milliseconds. */
export async function examine(family: string, entry: Entry, budget: number): Promise<Row> {
  const { name, corpus, subject, ignore = [] } = entry;
  const report = await checkChunkInvariance(
    { ...subject, name },
    {
      corpus,
      seed: SEED,
      budget,
      shrinkTime: SHRINK_TIME,
      ignore: [...IGNORED, ...ignore],
    },
  );
  return {
    name,
    package: entry.package ?? name,
    version: versionOf(entry.package ?? name),
    family,
    inputs: report.inputs,
    bytes: Object.values(corpus).reduce((sum, input) => sum + Buffer.byteLength(input), 0),
    runs: report.runs,
    interrupted: !report.finished,
    seen: seenIn(report),
  };
}

/** From this private package's own list, which has exact versions only. */
function versionOf(wanted: string): string {
  if (wanted === 'node') return process.versions.node;
  const own = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const version = own.dependencies[wanted];
  if (version === undefined) throw new Error(`${wanted} is no dependency of the record`);
  return version;
}
