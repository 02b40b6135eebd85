/** A half's life as a row of segments, one for each stay in a state. */
import type { RecordedStep } from '../feed.js';

export interface Segment {
  /** State index. */
  readonly state: number;
  readonly protocol: number;
  readonly from: number;
  readonly to: number;
  /** The transition that led here; undefined where it is not kept. */
  readonly step: RecordedStep | undefined;
}

/** Where records lie on the axis: by time, or one beside the other, whatever the time between them. */
export type Axis = 'time' | 'steps';

export interface Extent {
  readonly begin: number;
  readonly end: number;
}

/** Where a half stands, and since when on the axis. */
export interface Stand {
  readonly state: number;
  readonly protocol: number;
  readonly since: number;
}

/**
 * @param stand what there is to see of a half that has taken no transition since it was watched
 * @param extent begin and end of what is shown, on the axis
 * @param place where each record lies, by its place in `records`
 */
export function segmentsOf(
  records: readonly RecordedStep[],
  half: 'read' | 'write',
  stand: Stand,
  extent: Extent,
  place: (index: number) => number,
): Segment[] {
  const segments: Segment[] = [];
  let open: Omit<Segment, 'to'> | undefined;
  records.forEach((step, index) => {
    if (step.half !== half || isRefused(step)) return;
    const at = place(index);
    if (open !== undefined) segments.push({ ...open, to: at });
    else if (step.from !== -1) {
      segments.push({ state: step.from, protocol: step.protocol, from: extent.begin, to: at, step: undefined });
    }
    open = { state: step.to, protocol: step.protocol, from: at, step };
  });
  if (open !== undefined) segments.push({ ...open, to: extent.end });
  else if (stand.state >= 0) {
    const { state, protocol, since } = stand;
    segments.push({ state, protocol, from: Math.max(extent.begin, since), to: extent.end, step: undefined });
  }
  return segments;
}

/** An event that no guard let through: nothing has changed. */
export const isRefused = ({ edge, from }: RecordedStep): boolean => edge === -1 && from !== -1;
