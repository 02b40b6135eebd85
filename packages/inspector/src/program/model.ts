/**
 * What is known of the inspected program at one moment: the messages of its agent, applied in order.
 *
 * What it holds is replaced and never changed, so that a copy is cheap: history keeps one now and then, and goes on from there.
 */
import type { Chart, ChartNumbers, Failure } from '../feed.js';
import type {
  AgentHello,
  AgentMessage,
  AgentRow,
  AgentTick,
  EndedConnection,
  OpenedConnection,
  Steps,
} from '../wire/messages.js';
import { noLog, type WatchLog } from './watch-log.js';

/** One connection. */
export interface Entry {
  readonly opened: OpenedConnection;
  readonly row: AgentRow;
  readonly status: 'open' | 'closed' | 'failed';
  readonly ended: number | undefined;
  readonly error: Failure | undefined;
  /** When bytes last arrived, as far as was seen; and how many had when the read half came to be in its state. */
  readonly arrivedAt: number;
  readonly bytesBefore: number;
}

export class Model {
  hello: AgentHello | undefined = undefined;
  time = 0;
  /** Ticks that the agent left out. */
  gaps = 0;
  /** Those that are open, and the last that have failed. */
  entries = new Map<number, Entry>();
  /** How many are open, and how many have failed and are kept. */
  open = 0;
  failed = 0;
  /** By chart: how often each edge was taken. */
  counts: Map<number, Float64Array> = new Map();
  /** The ticks of the last second, the oldest first: what rates are counted by. */
  recent: readonly Moment[] = [];
  /** By connection that is, or was, watched. */
  logs = new Map<number, WatchLog>();
  #connections = new Map<number, OpenedConnection>();
  #bytesIn = 0;
  #bytesOut = 0;

  copy(): Model {
    const copy = new Model();
    Object.assign(copy, this);
    copy.entries = new Map(this.entries);
    copy.counts = new Map(this.counts);
    copy.logs = new Map(this.logs);
    copy.#connections = new Map(this.#connections);
    copy.#bytesIn = this.#bytesIn;
    copy.#bytesOut = this.#bytesOut;
    return copy;
  }

  apply(message: AgentMessage): void {
    switch (message.type) {
      case 'hello':
        this.hello = message;
        return;
      case 'opened':
        for (const connection of message.connections) this.#connections.set(connection.id, connection);
        return;
      case 'tick':
        return this.#tick(message);
      case 'ended':
        for (const connection of message.connections) this.#end(connection);
        return;
      case 'steps':
        return this.#steps(message);
    }
  }

  /** Messages that lead from nothing to this moment. */
  *asMessages(): Generator<AgentMessage> {
    if (this.hello !== undefined) yield this.hello;
    const entries = [...this.entries.values()];
    yield { type: 'opened', connections: entries.map(({ opened }) => opened) };
    yield {
      type: 'tick',
      time: this.time,
      gap: this.gaps,
      whole: true,
      rows: entries.map(({ row }) => row),
      counts: [...this.counts].map(([chart, taken]) => ({ chart, taken })),
    };
    for (const [id, log] of this.logs) yield log.asSteps(id, this.time);
    const ended: EndedConnection[] = [];
    for (const { row, ended: time, error } of entries) {
      if (time !== undefined) ended.push({ id: row.id, time, ...(error === undefined ? {} : { error }) });
    }
    yield { type: 'ended', connections: ended };
  }

  chart(id: number): Chart | undefined {
    return this.hello?.charts[id];
  }

  /** The chart of a half of a connection. */
  chartOf(row: AgentRow, half: 'read' | 'write'): Chart | undefined {
    const protocol = this.hello?.protocols[row.protocol];
    const id = protocol?.[half];
    return id === undefined ? undefined : this.chart(id);
  }

  /** State path of a half; `''` where it has none yet. */
  pathOf(row: AgentRow, half: 'read' | 'write'): string {
    return this.chartOf(row, half)?.states[row[half]]?.path ?? '';
  }

  /** How many halves are in each state of a chart, a compound state's those of its children too. */
  occupancy(chart: Chart): number[] {
    const occupancy: number[] = new Array(chart.states.length).fill(0);
    const protocols = this.hello?.protocols ?? [];
    const reads = protocols.map(({ read }) => read === chart.id);
    const writes = protocols.map(({ write }) => write === chart.id);
    for (const { status, row } of this.entries.values()) {
      if (status !== 'open') continue;
      if (reads[row.protocol]) {
        occupancy[row.read] = (occupancy[row.read] ?? 0) + 1;
        for (const state of row.also) occupancy[state] = (occupancy[state] ?? 0) + 1;
      } else if (writes[row.protocol] && row.write >= 0) occupancy[row.write] = (occupancy[row.write] ?? 0) + 1;
    }
    // Children come after their parents. Each region of a state has all that are in it.
    for (let state = chart.states.length - 1; state > 0; state--) {
      const parent = chart.states[state]?.parent ?? -1;
      if (parent < 0) continue;
      const [around, inside] = [occupancy[parent] as number, occupancy[state] as number];
      occupancy[parent] = chart.states[parent]?.type === 'parallel' ? Math.max(around, inside) : around + inside;
    }
    return occupancy;
  }

  /** How often in a second each edge of a chart is taken. */
  rates(chart: Chart): number[] {
    const first = this.recent[0];
    const last = this.recent.at(-1);
    return chart.edges.map((_, edge) => perSecond(first, last, (moment) => moment.counts.get(chart.id)?.[edge] ?? 0));
  }

  numbers(chart: Chart): ChartNumbers {
    const taken = this.counts.get(chart.id);
    return {
      chart: chart.id,
      occupancy: this.occupancy(chart),
      rates: this.rates(chart),
      counts: chart.edges.map((_, edge) => taken?.[edge] ?? 0),
    };
  }

  /** Transitions, and bytes in and out, in a second. */
  totals(): { transitions: number; bytesIn: number; bytesOut: number } {
    const first = this.recent[0];
    const last = this.recent.at(-1);
    return {
      transitions: perSecond(first, last, (moment) => moment.transitions),
      bytesIn: perSecond(first, last, (moment) => moment.bytesIn),
      bytesOut: perSecond(first, last, (moment) => moment.bytesOut),
    };
  }

  #tick(tick: AgentTick): void {
    this.time = tick.time;
    this.gaps += tick.gap;
    if (tick.whole) this.#dropOthers(tick);
    for (const row of tick.rows) this.#row(row, tick.time);
    let transitions = 0;
    for (const { chart, taken } of tick.counts) this.counts.set(chart, taken);
    for (const taken of this.counts.values()) for (const count of taken) transitions += count;
    const moment: Moment = {
      time: tick.time,
      counts: new Map(this.counts),
      transitions,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
    };
    this.recent = [...this.recent.filter(({ time }) => time > tick.time - RATE_SPAN), moment];
  }

  /** Who is not among all rows has gone meanwhile. */
  #dropOthers({ rows }: AgentTick): void {
    const ids = new Set(rows.map(({ id }) => id));
    for (const [id, { status }] of this.entries) {
      if (status !== 'open' || ids.has(id)) continue;
      this.entries.delete(id);
      this.open -= 1;
    }
  }

  #row(row: AgentRow, time: number): void {
    const before = this.entries.get(row.id);
    // One that has failed may be told again, to one who may have missed it.
    if (before !== undefined && before.status !== 'open') return;
    const opened = this.#connections.get(row.id);
    if (opened === undefined) return;
    if (before === undefined) this.open += 1;
    const arrived = before === undefined ? row.bytesIn > 0 : row.bytesIn > before.row.bytesIn;
    const same = before !== undefined && before.row.readSince === row.readSince && before.row.read === row.read;
    // What had arrived before it was seen is not counted into the rates.
    if (before !== undefined) {
      this.#bytesIn += row.bytesIn - before.row.bytesIn;
      this.#bytesOut += row.bytesOut - before.row.bytesOut;
    }
    this.entries.set(row.id, {
      opened,
      row,
      status: 'open',
      ended: undefined,
      error: undefined,
      arrivedAt: arrived && before !== undefined ? time : (before?.arrivedAt ?? row.readSince),
      bytesBefore: same ? before.bytesBefore : row.bytesIn,
    });
  }

  #end({ id, time, error }: EndedConnection): void {
    this.#connections.delete(id);
    const entry = this.entries.get(id);
    if (entry === undefined || entry.status !== 'open') return;
    this.open -= 1;
    const watched = this.logs.has(id);
    if (error === undefined && !watched) {
      this.entries.delete(id);
      return;
    }
    // Those that are over come last, in the order of their ends.
    this.entries.delete(id);
    this.entries.set(id, { ...entry, status: error === undefined ? 'closed' : 'failed', ended: time, error });
    if (error === undefined) return this.#forgetClosed();
    this.failed += 1;
    if (this.failed <= FAILED_KEPT) return;
    for (const [old, { status }] of this.entries) {
      if (status !== 'failed') continue;
      this.entries.delete(old);
      this.logs.delete(old);
      this.failed -= 1;
      return;
    }
  }

  /** Of those that have ended in order the last few are kept, where they were watched. */
  #forgetClosed(): void {
    const closed = [...this.entries].filter(([, { status }]) => status === 'closed');
    for (const [id] of closed.slice(0, -CLOSED_KEPT)) {
      this.entries.delete(id);
      this.logs.delete(id);
    }
  }

  #steps(steps: Steps): void {
    this.time = Math.max(this.time, steps.time);
    this.logs.set(steps.id, (this.logs.get(steps.id) ?? noLog).with(steps));
  }
}

interface Moment {
  readonly time: number;
  readonly counts: ReadonlyMap<number, Float64Array>;
  readonly transitions: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

function perSecond(first: Moment | undefined, last: Moment | undefined, value: (moment: Moment) => number): number {
  if (first === undefined || last === undefined || last.time <= first.time) return 0;
  return (1000 * (value(last) - value(first))) / (last.time - first.time);
}

/** Milliseconds over which rates are counted: at ten ticks a second a number that can be read. */
const RATE_SPAN = 1000;
/** Failed connections that are kept: as many as somebody would look through. */
const FAILED_KEPT = 1000;
const CLOSED_KEPT = 20;
