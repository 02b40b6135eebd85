/** One connection in time: a lane for each half with its states, and the bytes of each direction. */
import type { RecordedStep } from '../../feed.js';
import { el, panel, setText, svg } from '../dom.js';
import { bytes, duration } from '../format.js';
import { framesOf } from '../frames.js';
import type { History, Model } from '../model.js';
import { type Axis, type Extent, isRefused, type Segment, segmentsOf } from '../segments.js';

const LANE_HEIGHT = 26;
const LANE_GAP = 12;
const LABEL_WIDTH = 76;
const TOP = 8;
const COLOURS = 8;
/** Of the lanes' font, about. */
const CHARACTER_WIDTH = 6.7;
/** Milliseconds between two drawings of the same connection. */
const REPAINT = 300;
/** Narrower segments are left out where others cover the same pixel. */
const LEAST_WIDTH = 2;

export interface TimelinePanel {
  readonly element: HTMLElement;
  zoom(factor: number): void;
  pan(part: number): void;
  fit(): void;
}

export function timelinePanel(model: Model): TimelinePanel {
  const title = el('span', {}, 'one connection in time');
  const hint = el('p', { class: 'hint' }, 'Choose a connection in the list: its states, its bytes and what led where.');
  const drawing = svg('svg', {
    class: 'lanes',
    preserveAspectRatio: 'xMinYMin',
    tabindex: 0,
    role: 'group',
    'aria-label': 'states and bytes in time',
  });
  let axis: Axis = 'time';
  /** Undefined: all of it, and what comes. */
  let shown: Extent | undefined;

  const axisButton = el('button', {
    title: 'steps: each transition as wide as the others',
    onclick: () => {
      axis = axis === 'time' ? 'steps' : 'time';
      shown = undefined;
      paint();
    },
  });

  function paint(): void {
    const { history } = model;
    hint.hidden = history !== undefined;
    drawing.toggleAttribute('hidden', history === undefined);
    setText(axisButton, `by ${axis}`);
    setText(
      title,
      history === undefined ? 'one connection in time' : `#${history.row.id} in time: ${history.row.name}`,
    );
    if (history === undefined) return;
    const width = Math.max(300, drawing.clientWidth || 900);
    drawing.setAttribute('viewBox', `0 0 ${width} ${TOP + 4 * (LANE_HEIGHT + LANE_GAP) + 16}`);
    const whole = wholeExtent(history, axis, model);
    const extent = shown ?? whole;
    const x = (at: number) =>
      LABEL_WIDTH + ((at - extent.begin) / Math.max(1e-9, extent.end - extent.begin)) * (width - LABEL_WIDTH - 8);
    drawing.replaceChildren(...lanes({ model, history, axis, extent, whole, width, x }));
  }

  /** A busy connection has news ten times a second, and thousands of transitions: nobody reads as fast. */
  let due = false;
  function paintSoon(): void {
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      paint();
    }, REPAINT);
  }

  function change(make: (extent: Extent) => Extent): void {
    const { history } = model;
    if (history === undefined) return;
    shown = make(shown ?? wholeExtent(history, axis, model));
    paint();
  }
  const zoomAt = (factor: number, part: number) =>
    change(({ begin, end }) => {
      const at = begin + (end - begin) * part;
      return { begin: at - (at - begin) / factor, end: at + (end - at) / factor };
    });

  drawing.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const { left, width } = drawing.getBoundingClientRect();
      const part = Math.max(0, Math.min(1, (event.clientX - left - LABEL_WIDTH) / (width - LABEL_WIDTH)));
      if (event.shiftKey) pan(Math.sign(event.deltaY + event.deltaX) * 0.1);
      else zoomAt(event.deltaY < 0 ? 1.25 : 0.8, part);
    },
    { passive: false },
  );
  const pan = (part: number) =>
    change(({ begin, end }) => ({ begin: begin + (end - begin) * part, end: end + (end - begin) * part }));

  const choose = ({ target }: Event) => {
    const step = target instanceof Element ? target.closest('[data-step]')?.getAttribute('data-step') : undefined;
    if (step !== undefined && step !== null) model.lookAt(Number(step));
  };
  drawing.addEventListener('click', choose);
  drawing.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') choose(event);
  });

  let watched: number | undefined;
  model.on(['connection'], () => {
    if (model.history?.row.id !== watched) {
      watched = model.history?.row.id;
      shown = undefined;
      paint();
    } else paintSoon();
  });
  model.on(['step', 'hello'], paint);
  new ResizeObserver(paint).observe(drawing);

  const tools = el(
    'span',
    { class: 'tools' },
    axisButton,
    el('button', { 'aria-label': 'zoom in', title: 'zoom in ( + )', onclick: () => zoomAt(1.6, 0.5) }, '+'),
    el('button', { 'aria-label': 'zoom out', title: 'zoom out ( - )', onclick: () => zoomAt(0.625, 0.5) }, '−'),
    el('button', { title: 'show all ( 0 )', onclick: () => fit() }, 'all'),
  );
  const fit = () => {
    shown = undefined;
    paint();
  };
  return {
    element: panel('timeline', el('span', {}, title, ' ', tools), hint, drawing),
    zoom: (factor) => zoomAt(factor, 0.5),
    pan,
    fit,
  };
}

interface Drawing {
  readonly model: Model;
  readonly history: History;
  readonly axis: Axis;
  readonly extent: Extent;
  readonly whole: Extent;
  readonly width: number;
  readonly x: (at: number) => number;
}

function wholeExtent({ row, records }: History, axis: Axis, model: Model): Extent {
  if (axis === 'steps') return { begin: 0, end: Math.max(1, records.length) };
  const now = row.ended ?? model.tick?.time ?? row.opened;
  const begin = records[0]?.time ?? row.opened;
  const end = Math.max(now, records.at(-1)?.time ?? begin);
  return { begin, end: Math.max(end, begin + 0.001) };
}

function lanes(drawing: Drawing): SVGElement[] {
  return [
    ...stateLane(drawing, 'read', 0),
    ...bytesLane(drawing, 'in', 1),
    ...stateLane(drawing, 'write', 2),
    ...bytesLane(drawing, 'out', 3),
    ...ruler(drawing),
  ];
}

const laneTop = (lane: number): number => TOP + lane * (LANE_HEIGHT + LANE_GAP);

function laneName(name: string, lane: number): SVGElement {
  return svg('text', { class: 'lane-name', x: 4, y: laneTop(lane) + 17 }, name);
}

function stateLane({ model, history, axis, extent, whole, width, x }: Drawing, half: 'read' | 'write', lane: number) {
  const { records } = history;
  const place = placeOn(records, axis);
  const nodes: SVGElement[] = [laneName(half, lane)];
  let covered = Number.NEGATIVE_INFINITY;
  let crowd: { readonly from: number; to: number } | undefined;
  const crowds: { readonly from: number; to: number }[] = [];
  for (const segment of segmentsOf(records, half, whole, place)) {
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
    nodes.push(stateBar(model, half, segment, left, Math.max(2, right - left), laneTop(lane)));
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

function stateBar(model: Model, half: 'read' | 'write', segment: Segment, x: number, width: number, y: number) {
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
  const stay = `${name}: ${duration(segment.to - segment.from)}`;
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
  const shown = framesOf(records, half)
    .map((frame) => ({ ...frame, at: place(indexOf.get(frame.step.sequence) ?? 0) }))
    .filter(({ at }) => at >= extent.begin && at <= extent.end)
    .map((frame) => ({ ...frame, left: Math.max(LABEL_WIDTH, Math.min(width - 12, x(frame.at))) }));
  const nodes: SVGElement[] = [laneName(`bytes ${direction}`, lane)];
  let covered = Number.NEGATIVE_INFINITY;
  let end = 0;
  shown.forEach(({ step, length, index, left }, place) => {
    const chosen = step.sequence === model.view.step;
    if (left - covered < LEAST_WIDTH && !chosen) return;
    covered = left;
    const height = Math.min(LANE_HEIGHT, 4 + Math.log2(length + 1) * 2);
    const bar = svg('rect', { x: left, y: laneTop(lane), width: 7, height, rx: 1 });
    const text = `${step.event} ${bytes(length)}`;
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
function waitingBytes({ standing }: History, direction: 'in' | 'out', lane: number, width: number, free: number) {
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

function ruler({ axis, extent, whole, width }: Drawing): SVGElement[] {
  const y = laneTop(4) + 6;
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
