/**
 * All that is kept of one watched connection. A log is never changed: another one goes on where it ends, in the same lists, so that a copy
 * at every moment costs nothing.
 */
import type { Chunk, HalfStanding, Watched } from '../feed.js';
import type { Step, Steps } from '../wire/messages.js';

export class WatchLog {
  constructor(
    readonly missed: Watched['missed'],
    private readonly steps: Step[],
    private readonly stepCount: number,
    private readonly pieces: Chunk[],
    private readonly pieceCount: number,
    readonly read: HalfStanding | undefined,
    readonly write: HalfStanding | undefined,
  ) {}

  get records(): readonly Step[] {
    return this.steps.slice(0, this.stepCount);
  }

  get chunks(): readonly Chunk[] {
    return this.pieces.slice(0, this.pieceCount);
  }

  get recordCount(): number {
    return this.stepCount;
  }

  get chunkCount(): number {
    return this.pieceCount;
  }

  /** Whether `later` has come of this log: what it has more is new. */
  precedes(later: WatchLog): boolean {
    return this.steps === later.steps && this.pieces === later.pieces && this.stepCount <= later.stepCount;
  }

  /** The message that leads from nothing to this log. */
  asSteps(id: number, time: number): Steps {
    const { missed, records, chunks, read, write } = this;
    return {
      type: 'steps',
      id,
      time,
      missed,
      records,
      chunks,
      ...(read === undefined ? {} : { read }),
      ...(write === undefined ? {} : { write }),
    };
  }

  with({ missed, records, chunks, read, write }: Steps): WatchLog {
    const afresh =
      missed !== undefined || this.stepCount + records.length > MOST || this.pieceCount + chunks.length > MOST;
    if (!afresh) {
      append(this.steps, this.stepCount, records);
      append(this.pieces, this.pieceCount, chunks);
      return new WatchLog(
        this.missed,
        this.steps,
        this.stepCount + records.length,
        this.pieces,
        this.pieceCount + chunks.length,
        read ?? this.read,
        write ?? this.write,
      );
    }
    const steps = missed === undefined ? [...this.records.slice(-MOST / 2), ...records] : [...records];
    const pieces = missed === undefined ? [...this.chunks.slice(-MOST / 2), ...chunks] : [...chunks];
    const first = (direction: 'in' | 'out') => pieces.find((chunk) => chunk.direction === direction)?.offset;
    const before = missed ?? {
      records: steps[0]?.sequence ?? 0,
      in: first('in') ?? 0,
      out: first('out') ?? 0,
    };
    return new WatchLog(before, steps, steps.length, pieces, pieces.length, read ?? this.read, write ?? this.write);
  }
}

export const noLog = new WatchLog({ records: 0, in: 0, out: 0 }, [], 0, [], 0, undefined, undefined);

/** Adds what is not there yet: when a moment of the past is made again, it is. */
function append<T>(list: T[], count: number, more: readonly T[]): void {
  for (let at = list.length - count; at < more.length; at++) list.push(more[at] as T);
}

/** Records, and chunks, of one connection. */
const MOST = 20_000;
