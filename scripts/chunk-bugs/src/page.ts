/** The page `docs/chunk-bugs.md`. */
import type { Judged, Judgement } from './judgement.js';
import type { Verdict } from './row.js';

const VERDICTS: readonly Verdict[] = ['divergent', 'moment or text only', 'invariant'];

export interface PageInput {
  readonly judged: readonly Judged[];
  /** Source of a reproduction. */
  readonly source: (file: string) => string;
  /** Seconds. */
  readonly budget: number;
  /** Version of Node. */
  readonly node: string;
}

export function page({ judged, source, budget, node }: PageInput): string {
  const counts = VERDICTS.map(
    (verdict) => `${judged.filter((one) => one.verdict === verdict).length} are ${MEANINGS[verdict]}`,
  );
  const packages = new Set(judged.map(({ row }) => row.package).filter((name) => name !== 'node')).size;
  return `${[
    '# Chunk bugs in stream parsers',
    `${judged.length} stream parsers of ${packages} npm packages at exact versions and of Node, each given its corpus whole and then cut in ` +
      `hundreds or thousands of ways, and after it its variants, interrupted inputs and mutants, by ` +
      `\`@wirechart/fuzz\` (its defaults, seed 42, at most ${budget} s each, on Node ${node}): ` +
      `${counts.join(', ')}.`,
    INTRODUCTION,
    '## The table',
    table(judged),
    NOTES,
    '## The differences',
    ...judged.flatMap((one) => (one.judgement === undefined ? [] : [section(one, source)])),
  ].join('\n\n')}\n`;
}

const MEANINGS: Readonly<Record<Verdict, string>> = {
  divergent: 'divergent (other messages or another outcome, depending on the cuts)',
  'moment or text only': 'different only in the moment of what they give or in the text of an error',
  invariant: 'invariant as far as was looked',
};

const INTRODUCTION = `Repeat it with \`pnpm chunk-bugs\`, which writes this page and the data under it
(\`scripts/chunk-bugs/record.json\`). The opinions are ours and are kept apart, in \`scripts/chunk-bugs/judgements.json\`.
Every difference has a reproduction that stands alone, without the fuzzer; the command runs those too and fails if one no
longer shows what it claims, or if a difference has no judgement. Memory (whether chunks are kept or changed) and limits are
not part of this record. What could help an attacker would not be on this page. Reports were searched for by name and by symptom in a
copy of the issues and pull requests of public repositories, by nearness of meaning: what it does not hold was not seen.

The families *devices* and *documents* have one plain input each; all others were given a corpus that somebody has thought about. All had
the same defaults: variants, early ends and failing reads, and mutants for as long as there was time. Differences that might help an
attacker were found in six more packages and are not on this page.

*Invariant* is no proof: it means that nothing was found with this corpus and this plan.`;

const NOTES = `A star after a class: only on input that the parser refuses, or mutants of such. "Budget": the plan was not
finished in the time; how far it came depends on what else the machine did. Differences only for empty chunks, which no socket delivers, do not count for the verdict.`;

function table(judged: readonly Judged[]): string {
  const rows = judged.map(({ row, verdict, judgement }) => {
    const classes = row.seen.map((one) => `${one.class}${one.accepted ? '' : '\\*'}`).join(', ');
    const seen = classes === '' && judgement !== undefined ? '(not in this run)' : classes;
    const version = row.package === row.name ? row.version : `${row.package} ${row.version}`;
    const runs = `${row.runs}${row.interrupted ? ' (budget)' : ''}`;
    const corpus = `${row.inputs} (${row.bytes} bytes)`;
    const opinion = judgement === undefined ? '' : `[${judgement.judgement}](#${anchor(row.name)})`;
    return `| ${row.name} | ${version} | ${row.family}: ${corpus} | ${runs} | ${verdict} | ${seen} | ${opinion} |`;
  });
  return ['| Subject | Version | Corpus | Runs | Verdict | Seen | Judgement |', '|-|-|-|-|-|-|-|', ...rows].join('\n');
}

function section({ row, judgement }: Judged, source: (file: string) => string): string {
  if (judgement === undefined) return '';
  return [
    `### ${row.name}`,
    `**${capital(judgement.judgement)}.** ${judgement.why} ${reports(judgement)}`,
    `\`\`\`js\n// scripts/chunk-bugs/reproductions/${judgement.reproduction}\n${source(judgement.reproduction).trimEnd()}\n\`\`\``,
  ].join('\n\n');
}

function reports({ known, searched, unheld, near }: Judgement): string {
  if (known !== undefined) return `Known: <${known}>.`;
  const none = unheld
    ? `No report found; what was searched has no issue of ${searched}.`
    : `No report found among the issues of ${searched}.`;
  return near === undefined ? none : `${none} Close to it: ${near.says} (<${near.report}>).`;
}

/** As the usual renderers of Markdown make the address of a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
