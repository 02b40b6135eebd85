/** The data of the record, in `record.json`, and the page made of them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { judge, readJudgements } from './judgement.js';
import { page } from './page.js';
import type { Row } from './row.js';
import { reproductions } from './run.js';

const RECORD = new URL('../record.json', import.meta.url);
const PAGE = new URL('../../../docs/chunk-bugs.md', import.meta.url);

export interface ChunkBugs {
  /** Seconds that each subject had at most. */
  readonly budget: number;
  /** Of Node. */
  readonly node: string;
  readonly rows: readonly Row[];
}

export function readRecord(): ChunkBugs {
  return JSON.parse(readFileSync(RECORD, 'utf8')) as ChunkBugs;
}

export function writeRecord(record: ChunkBugs): void {
  writeFileSync(RECORD, `${JSON.stringify(record, null, 2)}\n`);
}

/** @throws Error as `judge` does. */
export function pageOf({ rows, budget, node }: ChunkBugs): string {
  const judged = judge(rows, readJudgements(), reproductions());
  const source = (file: string) => readFileSync(new URL(`../reproductions/${file}`, import.meta.url), 'utf8');
  return page({ judged, source, budget, node });
}

export function writePage(record: ChunkBugs): void {
  writeFileSync(PAGE, pageOf(record));
}
