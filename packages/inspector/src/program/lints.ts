/** What is suspicious: rules over what is known of a connection, each with the connections that it means. */
import { filterTerm } from '../feed/filter-term.js';
import type { Chart, Lint, LintKind } from '../feed.js';
import type { Entry, Model } from './model.js';

/** What is suspicious about one connection. */
export function lintsOf(entry: Entry, model: Model): LintKind[] {
  if (entry.status !== 'open') return [];
  const { row, arrivedAt, bytesBefore } = entry;
  const { time } = model;
  const found: LintKind[] = [];
  const write = model.chartOf(row, 'write');
  const blocked = write !== undefined && factsOf(write).get(row.write)?.blocked === true;
  const read = model.chartOf(row, 'read');
  const facts = read === undefined ? undefined : factsOf(read).get(row.read);
  const age = time - row.readSince;
  // What cannot answer reads nothing either: that is the remote's doing.
  if (facts !== undefined && age > LONG && !blocked) {
    const inMessage = facts.reads && (!facts.rests || row.buffered > 0);
    const slow = (1000 * (row.bytesIn - bytesBefore)) / age < SLOW;
    if (inMessage && time - arrivedAt > LONG) found.push('stalled');
    else if (inMessage && slow && row.bytesIn > bytesBefore) found.push('drip');
  }
  if (blocked && time - row.writeSince > BLOCKED) found.push('blocked');
  if (facts?.answers && !blocked && age > HANDLER) found.push('slow-handler');
  return found;
}

/** What is suspicious in all. */
export function lintAll(model: Model): Lint[] {
  const groups = new Map<string, { kind: LintKind; state: string; count: number }>();
  const failures = new Map<string, number>();
  for (const entry of model.entries.values()) {
    if (entry.error !== undefined && model.time - (entry.ended ?? 0) < BURST_SPAN) {
      failures.set(entry.error.code, (failures.get(entry.error.code) ?? 0) + 1);
    }
    for (const kind of lintsOf(entry, model)) {
      const state = model.pathOf(entry.row, kind === 'blocked' ? 'write' : 'read');
      const group = groups.get(`${kind} ${state}`) ?? { kind, state, count: 0 };
      group.count += 1;
      groups.set(`${kind} ${state}`, group);
    }
  }
  const lints: Lint[] = [...groups.values()].map(({ kind, state, count }) => ({
    kind,
    text: `${count === 1 ? '1 connection' : `${count} connections`} ${wordsOf[kind](state, count === 1)}`,
    count,
    filter: `${filterTerm('lint', kind)} ${filterTerm(kind === 'blocked' ? 'write' : 'read', state)}`,
  }));
  for (const [code, count] of failures) {
    if (count < BURST) continue;
    lints.push({
      kind: 'errors',
      text: `${count} connections failed with ${code} within ${BURST_SPAN / 1000} s`,
      count,
      filter: `error:${code} ended:<${BURST_SPAN / 1000}s`,
    });
  }
  return lints.sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
}

const wordsOf: Readonly<Record<LintKind, (state: string, one: boolean) => string>> = {
  stalled: (state, one) => `${one ? 'has' : 'have'} stalled in ${state}: no byte for over 10 s`,
  drip: (state, one) => `${one ? 'drips' : 'drip'} bytes into ${state}: fewer than ${SLOW} a second for over 10 s`,
  blocked: (state, one) => `${one ? 'is' : 'are'} ${state}: the remote does not read what waits to be sent`,
  'slow-handler': (state, one) => `${one ? 'waits' : 'wait'} in ${state} for an answer for over a second`,
  errors: () => 'failed',
};

/** What a chart says about its states. */
interface StateFacts {
  /** It needs bytes. */
  readonly reads: boolean;
  /** It is between messages: the end of input is in order there, or this side may close. */
  readonly rests: boolean;
  /** It waits for the application's answer. */
  readonly answers: boolean;
  /** The transport takes nothing now. */
  readonly blocked: boolean;
}

function factsOf(chart: Chart): Map<number, StateFacts> {
  let facts = known.get(chart);
  if (facts === undefined) {
    facts = new Map();
    for (const [index, { type }] of chart.states.entries()) {
      if (type !== 'compound' && type !== 'final') facts.set(index, factsOfState(chart, index));
    }
    known.set(chart, facts);
  }
  return facts;
}

function factsOfState(chart: Chart, index: number): StateFacts {
  const own: number[] = [];
  for (let state = index; state > 0; state = chart.states[state]?.parent ?? -1) own.push(state);
  const edges = chart.edges.filter(({ source }) => own.includes(source));
  const reads = own.some((state) => chart.states[state]?.need !== undefined);
  return {
    reads,
    rests: edges.some(({ event, kind, targets }) => ENDS.has(event) && kind === 'plain' && targets.length > 0),
    answers: !reads && edges.some(({ event }) => event === 'responded'),
    blocked: chart.edges.some(({ event, targets }) => event === 'wait' && targets.includes(index)),
  };
}

const ENDS: ReadonlySet<string> = new Set(['eof', 'drain']);

const known = new WeakMap<Chart, Map<number, StateFacts>>();

/** Milliseconds after which waiting within a message is suspicious: half of the usual time-outs. */
const LONG = 10_000;
/** Bytes a second that no honest sender of a message is slower than; Apache's RequestReadTimeout asks for 500. */
const SLOW = 100;
/** Milliseconds that a reader may take to make room. */
const BLOCKED = 2_000;
/** Milliseconds within which an answer is expected. */
const HANDLER = 1_000;
/** Failures of one kind that are a burst, and milliseconds in which. */
const BURST = 5;
const BURST_SPAN = 10_000;
