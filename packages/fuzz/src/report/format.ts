import type { Pacing } from '../plan/chunking.js';
import type { Ending } from '../run/request.js';
import type { Interruption } from '../session/runner.js';
import { escapedChunks, hexChunks } from './chunks.js';
import { COLOURED, type Palette, PLAIN } from './palette.js';
import type { Example, Finding, Report, Side } from './report.js';
import { strip } from './strip.js';

/** How a report is written. */
export interface FormatOptions {
  /** Default false. */
  readonly colour?: boolean;
}

/** Bytes of an input, and events on either side of the difference, that are shown. */
const MOST_BYTES = 200;
const EVENTS_AROUND = 3;
const MOST_TEXT = 160;

/** A report in words, for a terminal or the message of a failed test. Every finding is complete in itself. */
export function formatReport(report: Report, options: FormatOptions = {}): string {
  const palette = options.colour ? COLOURED : PLAIN;
  const sections = report.findings.map((finding, index) => formatFinding(finding, index, palette));
  const tests = report.findings.length === 0 ? [] : [regressionTests(report, palette)];
  return [heading(report, palette), ...sections, ...tests, footer(report, palette)].join('\n\n');
}

function heading(report: Report, { bad, good, strong }: Palette): string {
  const { subject, findings, finished } = report;
  const name = subject.version === undefined ? subject.name : `${subject.name} ${subject.version}`;
  const failing = findings.filter(({ fails }) => fails).length;
  const passed = finished ? good('chunk-invariant') : strong(`not finished: ${tried(report)}`);
  const counts = failing === 0 ? passed : bad(`${failing} ${failing === 1 ? 'fault' : 'faults'}`);
  const others = findings.length - failing;
  return `${strong(name)}: ${counts}${others === 0 ? '' : `, ${others} more that ${others === 1 ? 'does' : 'do'} not fail`}`;
}

/** Mutants without a number are no part of what is counted, and come last. */
function tried({ done, planned }: Report): string {
  return `${done} of ${planned} ways of cutting${done < planned ? '' : ', and not all mutants'}`;
}

function footer(report: Report, { dim }: Palette): string {
  const { runs, inputs, elapsed, seed, interrupted, notes, asynchronous, finished } = report;
  const lines = [
    `${runs} runs over ${inputs} ${inputs === 1 ? 'input' : 'inputs'} in ${(elapsed / 1000).toFixed(1)} s, ` +
      `${asynchronous ? 'asynchronous' : 'synchronous'}, seed ${seed}`,
  ];
  if (!finished) {
    const why = interrupted === undefined ? 'the session ended with what it had found.' : INTERRUPTIONS[interrupted];
    lines.push(`Not all of the plan was done (${tried(report)}): ${why}`);
  }
  return [...lines, ...notes].map(dim).join('\n');
}

const INTERRUPTIONS: Readonly<Record<Interruption, string>> = {
  budget: 'the budget was used up.',
  aborted: 'the session was ended early.',
};

function formatFinding(finding: Finding, index: number, palette: Palette): string {
  const { bad, dim, strong } = palette;
  const fate = finding.fails
    ? bad(`fails, severity ${finding.severity}`)
    : `reported only, severity ${finding.severity}`;
  const kind = finding.accepted ? 'input that it accepts' : 'input that it refuses';
  return [
    `${strong(`${index + 1}. ${finding.class}`)} (${fate}): ${finding.summary}`,
    ...formatExample(`${kind}, with the fewest cuts`, finding.fewestCuts, palette),
    ...formatStrip(finding, palette),
    ...(finding.smallest === undefined ? [] : formatExample('smallest bytes', finding.smallest, palette)),
    `  ${dim('on a real socket')}  ${finding.onSocket}`,
    `  ${dim('seen on')}           ${finding.inputs.slice(0, 5).join(', ')}${finding.inputs.length > 5 ? ` and ${finding.inputs.length - 5} more` : ''}`,
    `  ${dim('replay')}            ${finding.replay}`,
  ].join('\n');
}

function regressionTests({ regressionTests }: Report, { strong }: Palette): string {
  const lines = regressionTests.trimEnd().split('\n');
  return [strong('Regression tests'), ...lines.map((line) => (line === '' ? '' : `    ${line}`))].join('\n');
}

function formatStrip({ fewestCuts, offsets }: Finding, { bad, dim }: Palette): string[] {
  if (offsets.length === 0) return [];
  const length = Math.max(fewestCuts.hex.length / 2, ...offsets);
  const what = fewestCuts.ending === 'nothing' ? 'out of step after' : 'one cut fails at';
  const lines = strip(length, offsets).map((line) => line.replaceAll(/X+/g, (marks) => bad(marks)));
  return [`  ${dim(what)}  ${lines.join('\n                    ')}`, `                    offsets ${ranges(offsets)}`];
}

function ranges(offsets: readonly number[]): string {
  const sorted = [...offsets].sort((a, b) => a - b);
  const runs: [number, number][] = [];
  for (const offset of sorted) {
    const last = runs.at(-1);
    if (last !== undefined && offset === last[1] + 1) last[1] = offset;
    else runs.push([offset, offset]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}

function formatExample(title: string, example: Example, palette: Palette): string[] {
  const { dim } = palette;
  const bytes = Buffer.from(example.hex, 'hex');
  const { cuts } = example;
  const how = `${PACINGS[example.pacing]}${ENDINGS[example.ending]}`;
  const where = around(bytes, cuts);
  return [
    `  ${title}: ${example.input}, ${bytes.length} bytes, ${cuts.length} ${cuts.length === 1 ? 'cut' : 'cuts'}, ${how}`,
    `    ${dim('text')}  ${where.before}${escapedChunks(where.bytes, where.cuts)}${where.after}`,
    `    ${dim('hex')}   ${where.before}${hexChunks(where.bytes, where.cuts)}${where.after}`,
    ...formatSide(leftTitle(example), example.expected, example, palette),
    ...formatSide('cut', example.actual, example, palette),
  ];
}

const PACINGS: Readonly<Record<Pacing, string>> = {
  burst: 'in one tick',
  tick: 'one chunk per tick',
  stall: 'with a stall before each chunk',
};

const ENDINGS: Readonly<Record<Ending, string>> = { end: '', failure: ', then a read fails', nothing: ', no end' };

function leftTitle({ cuts }: Example): string {
  return cuts.length === 0 ? 'expected' : 'in one chunk';
}

/** A long input is shown around its cuts. */
function around(bytes: Uint8Array, cuts: readonly number[]) {
  if (bytes.length <= MOST_BYTES) return { bytes, cuts, before: '', after: '' };
  const start = Math.max(0, Math.min((cuts[0] ?? 0) - MOST_BYTES / 2, bytes.length - MOST_BYTES));
  const end = start + MOST_BYTES;
  return {
    bytes: bytes.subarray(start, end),
    cuts: cuts.filter((cut) => cut >= start && cut <= end).map((cut) => cut - start),
    before: start > 0 ? `…(${start})` : '',
    after: end < bytes.length ? `(${bytes.length - end})…` : '',
  };
}

function formatSide(title: string, side: Side, { firstDifference }: Example, { bad, dim }: Palette): string[] {
  const first = firstDifference ?? 0;
  const from = Math.max(0, first - EVENTS_AROUND);
  const to = Math.min(side.events.length, first + EVENTS_AROUND + 1);
  const lines = [`    ${dim(title)}  ${side.events.length} messages, ${side.verdict}`];
  for (let index = from; index < to; index++) {
    const differs = index === firstDifference;
    const line = `${String(index + 1).padStart(4)}  ${clip(side.events[index] ?? '')}`;
    lines.push(`      ${differs ? bad(`> ${line}  ← first difference`) : `  ${line}`}`);
  }
  if (firstDifference !== undefined && firstDifference >= side.events.length) {
    lines.push(`      ${bad(`> ${String(firstDifference + 1).padStart(4)}  (nothing)  ← first difference`)}`);
  }
  return lines;
}

function clip(text: string): string {
  return text.length <= MOST_TEXT ? text : `${text.slice(0, MOST_TEXT)}… (${text.length})`;
}
