/** What people say about what the fuzzer saw. */
import { readFileSync } from 'node:fs';
import { measuredVerdict, type Row, type Verdict } from './row.js';

export interface Judgement {
  /** Name of the subject. */
  readonly name: string;
  /** May be lower than what was measured, where `why` says why. */
  readonly verdict: Exclude<Verdict, 'invariant'>;
  readonly judgement: 'fault' | 'documented limit' | 'matter of taste';
  /** What happens, in a sentence or two. */
  readonly why: string;
  /** File in `reproductions/`, which shows it without the fuzzer. */
  readonly reproduction: string;
  /** Address of a report by others. Without one, `searched` says where none was found. */
  readonly known?: string;
  /** Repository among whose issues no report of it was found, by name and by symptom. */
  readonly searched?: string;
  /** The copy of issues that was searched has nothing of that repository. */
  readonly unheld?: boolean;
  /** A report of something close to it. */
  readonly near?: { readonly report: string; readonly says: string };
}

export function readJudgements(): readonly Judgement[] {
  return JSON.parse(readFileSync(new URL('../judgements.json', import.meta.url), 'utf8')) as readonly Judgement[];
}

/** A row with its judgement. */
export interface Judged {
  readonly row: Row;
  readonly verdict: Verdict;
  readonly judgement: Judgement | undefined;
}

/**
 * Joins rows and judgements. What was judged stays so where a run has not met it: its reproduction shows it.
 *
 * @throws Error for a difference that nobody has judged, and for a judgement of no subject, without a reproduction, or of
 *   which neither a report is named nor where one was searched for: none of these may stand in the record.
 */
export function judge(rows: readonly Row[], judgements: readonly Judgement[], files: readonly string[]): Judged[] {
  const wrong: string[] = [];
  const judged = rows.map((row) => {
    const judgement = judgements.find(({ name }) => name === row.name);
    const measured = measuredVerdict(row.seen);
    if (measured !== 'invariant' && judgement === undefined) wrong.push(`${row.name}: ${measured}, and not judged`);
    return { row, verdict: judgement?.verdict ?? measured, judgement };
  });
  for (const { name, reproduction, known, searched } of judgements) {
    if (!rows.some((row) => row.name === name)) wrong.push(`${name}: judged, but no subject`);
    if (!files.includes(reproduction)) wrong.push(`${name}: there is no ${reproduction}`);
    if ((known ?? searched) === undefined) wrong.push(`${name}: no report, and not said where one was searched for`);
  }
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return judged;
}
