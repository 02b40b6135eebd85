/** The lanes of the timeline: the states of both halves, and the bytes of both directions. */
import type { RecordedStep } from '../../feed.js';
import { svg } from '../dom.js';
import { bytes, duration } from '../format.js';
import { framesOf, frameText } from '../frames.js';
import type { Model, WatchedHistory } from '../model.js';
import { type Axis, type Extent, isRefused, type Segment, segmentsOf } from '../segments.js';

const LANE_HEIGHT = 26;
const LANE_GAP = 12;
/** Of the names of the lanes, at the left. */
export const LABEL_WIDTH = 76;
const TOP = 8;

/** Of all lanes, with the ruler below them. */
export const heightOf = (isActor: boolean): number => laneTop(isActor ? 1 : 4) + 16;
const COLOURS = 8;
/** Of the lanes' font, about. */
const CHARACTER_WIDTH = 6.7;
const FRAME_WIDTH = 7;
/** Narrower segments are left out where others cover the same pixel. */
const LEAST_WIDTH = 2;

export interface Drawing {
  readonly model: Model;
  readonly history: WatchedHistory;
  readonly axis: Axis;
  readonly extent: Extent;
  readonly whole: Extent;
  readonly width: number;
  readonly x: (at: number) => number;
}

export function wholeExtent({ row, records }: WatchedHistory, axis: Axis, model: Model): Extent {
  if (axis === 'steps') return { begin: 0, end: Math.max(1, records.length) };
  const now = row.ended ?? model.tick?.time ?? row.opened;
  const begin = records[0]?.time ?? row.opened;
  const end = Math.max(now, records.at(-1)?.time ?? begin);
  return { begin, end: Math.max(end, begin + 0.001) };
}

export function lanes(drawing: Drawing): SVGElement[] {
  const { model, history } = drawing;
  // It has one half, and no bytes.
  if (model.isActor(history.row.protocol)) return [...stateLane(drawing, 'read', 0, 'state'), ...ruler(drawing, 1)];
  return [
    ...stateLane(drawing, 'read', 0),
    ...bytesLane(drawing, 'in', 1),
    ...stateLane(drawing, 'write', 2),
    ...bytesLane(drawing, 'out', 3),
    ...ruler(drawing, 4),
  ];
}

const laneTop = (lane: number): number => TOP + lane * (LANE_HEIGHT + LANE_GAP);

function laneName(name: string, lane: number): SVGElement {
  return svg('text', { class: 'lane-name', x: 4, y: laneTop(lane) + 17 }, name);
}

function stateLane(drawing: Drawing, half: 'read' | 'write', lane: number, name: string = half) {
  const { model, history, axis, extent, whole, width, x } = drawing;
  const { records, row } = history;
  const place = placeOn(records, axis);
  const since = axis === 'steps' ? whole.begin : half === 'read' ? row.readSince : row.writeSince;
  const stand = { state: row[half], protocol: row.protocol, since };
  const nodes: SVGElement[] = [laneName(name, lane)];
  let covered = Number.NEGATIVE_INFINITY;
  let crowd: { readonly from: number; to: number } | undefined;
  const crowds: { readonly from: number; to: number }[] = [];
  for (const segment of segmentsOf(records, half, stand, whole, place)) {
    if (segment.to < extent.begin || segment.from > extent.end) continue;
    const left = Math.max(LABEL_WIDTH, x(segment.from));
    const right = Math.min(width - 8, x(segment.to));
    if (right - Math.max(left, covered) < LEAST_WIDTH && segment.step?.sequence !== model.view.step) {
      if (crowd === undefined || left > crowd.to + 1) {
        crowd = { from: left, to: right };
        crowds.push(crowd);
      } else crowd.to = right;
      continue;
    }
    covered = right;
    nodes.push(stateBar(drawing, half, segment, left, Math.max(2, right - left), laneTop(lane)));
  }
  // Behind the others: stays that are too short to be seen one by one.
  nodes.splice(
    1,
    0,
    ...crowds.map(({ from, to }) =>
      svg('rect', { class: 'crowd', x: from, y: laneTop(lane), width: Math.max(1, to - from), height: LANE_HEIGHT }),
    ),
  );
  records.forEach((step, index) => {
    if (step.half !== half || !isRefused(step)) return;
    const at = x(place(index));
    if (at < LABEL_WIDTH || at > width) return;
    nodes.push(choosable(step, svg('path', { class: 'refused', d: `M${at} ${laneTop(lane) - 3}l4 -5h-8z` })));
  });
  return nodes;
}

function stateBar(
  { model, axis }: Drawing,
  half: 'read' | 'write',
  segment: Segment,
  x: number,
  width: number,
  y: number,
) {
  const name = model.stateName(segment.protocol, half, segment.state);
  const bar = svg('rect', { x, y, width, height: LANE_HEIGHT, rx: 2 });
  const fits = Math.floor((width - 6) / CHARACTER_WIDTH);
  const label = shortened(name, fits);
  const group = svg(
    'g',
    { class: `stay c${segment.state % COLOURS}` },
    bar,
    svg('text', { x: x + 4, y: y + 17 }, label),
  );
  group.classList.toggle('chosen', segment.step !== undefined && segment.step.sequence === model.view.step);
  // By steps it is not known how long it was.
  const stay = axis === 'steps' ? name : `${name}: ${duration(segment.to - segment.from)}`;
  group.append(svg('title', {}, segment.step === undefined ? stay : `${segment.step.event || 'always'} → ${stay}`));
  return segment.step === undefined ? group : choosable(segment.step, group);
}

/** A state's name in so many characters: without the states around it, where it has to be shorter. */
function shortened(path: string, most: number): string {
  if (most < 3) return '';
  if (path.length <= most) return path;
  const name = path.slice(path.lastIndexOf('.') + 1);
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`;
}

function bytesLane({ model, history, axis, extent, width, x }: Drawing, direction: 'in' | 'out', lane: number) {
  const half = direction === 'in' ? 'read' : 'write';
  const { records } = history;
  const place = placeOn(records, axis);
  const indexOf = new Map(records.map((step, index) => [step.sequence, index]));
  const shown = framesOf(history, half)
    .map((frame) => ({ ...frame, at: place(indexOf.get(frame.step.sequence) ?? 0) }))
    .filter(({ at }) => at >= extent.begin && at <= extent.end)
    .map((frame) => ({ ...frame, left: Math.max(LABEL_WIDTH, Math.min(width - 8 - FRAME_WIDTH, x(frame.at))) }));
  const nodes: SVGElement[] = [laneName(`bytes ${direction}`, lane)];
  let covered = Number.NEGATIVE_INFINITY;
  let end = 0;
  shown.forEach((frame, place) => {
    const { step, length, index, left } = frame;
    const chosen = step.sequence === model.view.step;
    if (left - covered < LEAST_WIDTH && !chosen) return;
    covered = left;
    const height = Math.min(LANE_HEIGHT, 4 + Math.log2(length + 1) * 2);
    const bar = svg('rect', { x: left, y: laneTop(lane), width: FRAME_WIDTH, height, rx: 1 });
    const text = frameText(frame);
    const group = svg('g', { class: `frame f${index % 4}` }, bar, svg('title', {}, text));
    group.classList.toggle('chosen', chosen);
    // Where frames lie close, their names would lie on each other; each has its own as it is pointed at.
    const textEnd = left + 10 + text.length * CHARACTER_WIDTH;
    if (textEnd < (shown[place + 1]?.left ?? width)) {
      group.append(svg('text', { x: left + 10, y: laneTop(lane) + 10 }, text));
      end = textEnd;
    }
    nodes.push(choosable(step, group));
  });
  return [...nodes, ...waitingBytes(history, direction, lane, width, end)];
}

/** What has arrived of a frame that is not whole, at the end of the lane. */
function waitingBytes(
  { standing }: WatchedHistory,
  direction: 'in' | 'out',
  lane: number,
  width: number,
  free: number,
) {
  const need = direction === 'in' ? standing.read.need : undefined;
  if (need === undefined || need.has === 0) return [];
  const of = need.needs === undefined ? '' : ` of ${bytes(need.needs)}`;
  const text = `${bytes(need.has)}${of} waiting`;
  const x = width - 20;
  const y = laneTop(lane) + (x - 6 - text.length * CHARACTER_WIDTH > free ? 10 : 23);
  return [
    svg(
      'g',
      { class: 'waiting' },
      svg('rect', { x, y: laneTop(lane), width: 10, height: LANE_HEIGHT - 6 }),
      svg('text', { x: x - 6, y, 'text-anchor': 'end' }, text),
    ),
  ];
}

/** Makes something of a transition that can be chosen; one listener on the drawing hears of it. */
function choosable<T extends SVGElement>(step: RecordedStep, node: T): T {
  node.setAttribute('role', 'button');
  node.setAttribute('data-step', String(step.sequence));
  node.setAttribute('aria-label', `${step.half}: ${step.event || 'always'} at ${duration(step.time)}`);
  return node;
}

function ruler({ axis, extent, whole, width }: Drawing, lanes: number): SVGElement[] {
  const y = laneTop(lanes) + 6;
  const text = (value: number) =>
    axis === 'steps' ? `step ${Math.round(value)}` : `+${duration(value - whole.begin)}`;
  return [
    svg('text', { class: 'ruler', x: LABEL_WIDTH, y }, text(extent.begin)),
    svg('text', { class: 'ruler', x: width - 8, y, 'text-anchor': 'end' }, text(extent.end)),
  ];
}

function placeOn(records: readonly RecordedStep[], axis: Axis): (index: number) => number {
  return axis === 'steps' ? (index) => index : (index) => (records[index] as RecordedStep).time;
}
