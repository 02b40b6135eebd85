/** Finds a place for everything in a lean chart: boxes, lines and labels, in pixels, by ELK's layered algorithm. */
import elk, { type ElkExtendedEdge, type ElkNode, type LayoutOptions } from 'elkjs/lib/elk.bundled.js';
import type { Chart } from '../feed.js';
import { below, partsOf, within } from './alone.js';
import { collisions } from './collisions.js';
import { type Box, LEAN, LEANER, LEANEST, type Lean, type Leanness, type Link, leanOf } from './lean.js';
import { GAP, LINE_HEIGHT, MARGIN, PADDING, RATE_WIDTH, textSize, textWidth } from './measures.js';
import type { Placed, PlacedBox, PlacedLabel, PlacedLink, Point, Rectangle } from './placed.js';

export type { Placed, PlacedBox, PlacedLabel, PlacedLink, Point, Rectangle };

/**
 * Places a chart in the first way in which nothing lies on anything else and that is small enough to stand beside the list; where
 * there is none, in the best of them.
 */
export async function place(chart: Chart): Promise<Placed> {
  const isCrowded = leanOf(chart).links.length > CROWDED;
  const best = await bestOf(chart, isCrowded ? SMALL : [...USUAL, ...SMALL]);
  const placed = best ?? (isCrowded ? await bestOf(chart, USUAL) : undefined);
  if (placed === undefined) throw new Error(`there is no way to lay out ${chart.protocol}`);
  return placed;
}

async function bestOf(chart: Chart, steps: readonly Step[]): Promise<Placed | undefined> {
  let best: Placed | undefined;
  let least = Number.POSITIVE_INFINITY;
  let tried = '';
  for (const { leanness, spacing } of steps) {
    const lean = leanOf(chart, leanness);
    const lines = `${lean.links.length} ${leanness.narrowLabels} ${spacing === TIGHT}`;
    // As many lines as before are the same lines.
    if (lines === tried) continue;
    tried = lines;
    const { joined, alone } = partsOf(lean);
    for (const way of lean.links.length > MANY_LINES ? QUICK_WAYS : WAYS) {
      const placed = await placedBy({ ...spacing, ...way }, lean, joined).catch(() => undefined);
      if (placed === undefined) continue;
      for (const whole of [below(placed, alone), within(placed, alone)]) {
        const fault = faultOf(whole);
        if (fault < least) [best, least] = [whole, fault];
        if (fault === 0) return whole;
      }
      // Another way would be hardly smaller: a leaner chart is.
      if (least < (spacing === TIGHT ? SCROLLS : ON_ANOTHER)) break;
    }
  }
  return best;
}

/** 0 for none. What lies on something else is worse than any size, and a panel that must grow is better than one that scrolls. */
function faultOf(placed: Placed): number {
  const { width, height } = placed;
  const excess = Math.max(width / MOST_WIDTH, height / MOST_HEIGHT);
  const size = excess > 1 ? SCROLLS * excess : Math.max(width / USUAL_WIDTH, height / USUAL_HEIGHT, 1) - 1;
  return ON_ANOTHER * collisions(placed).length + Math.min(ON_ANOTHER / 2, size);
}

async function placedBy(way: LayoutOptions, lean: Lean, joined: readonly Box[]): Promise<Placed> {
  const laidOut: ElkNode = await new elk.default().layout({
    id: 'root',
    layoutOptions: { ...OPTIONS, ...way },
    children: joined.map((box) => nodeOf(lean, box)),
    edges: lean.links.map((link, index) => edgeOf(lean, link, index)),
  });
  return read(laidOut, lean);
}

/** ELK's answer in our terms, with everything counted from the same corner. */
function read(laidOut: ElkNode, lean: Lean): Placed {
  const origins = new Map<string, Point>();
  const boxes: PlacedBox[] = [];
  const byState = new Map<number, Box>();
  const remember = (box: Box): void => {
    byState.set(box.state, box);
    box.children.forEach(remember);
  };
  lean.boxes.forEach(remember);
  const visit = (node: ElkNode, origin: Point): void => {
    const at = { x: origin.x + (node.x ?? 0), y: origin.y + (node.y ?? 0) };
    origins.set(node.id, at);
    const box = node.id.startsWith('s') ? byState.get(Number(node.id.slice(1))) : undefined;
    const header = node.children?.find(({ id }) => box !== undefined && id === headerOf(box.state));
    const text = { x: at.x + (header?.x ?? 0), y: at.y + (header?.y ?? 0) };
    if (box !== undefined) boxes.push({ box, text, ...at, ...sizeOf(node) });
    for (const child of node.children ?? []) visit(child, at);
  };
  visit(laidOut, { x: 0, y: 0 });
  const links = (laidOut.edges ?? []).map((edge) => placedLink(lean, edge, origins));
  return { ...sizeOf(laidOut), boxes, links };
}

/** A state with others in it has its own text as a node of its own, so that no line to them crosses it. */
function nodeOf(lean: Lean, box: Box): ElkNode {
  const size = textSize(box);
  if (box.children.length === 0) return { id: `s${box.state}`, ...size };
  // A layer of its own is only for what no line leads to.
  const isReturnedTo = lean.links.some(({ source, target }) => target === box.state && isInside(lean, source, target));
  return {
    id: `s${box.state}`,
    layoutOptions: { 'elk.padding': `[top=0,left=${PADDING * 2},bottom=${PADDING * 2},right=${PADDING * 2}]` },
    children: [
      {
        id: headerOf(box.state),
        ...size,
        layoutOptions: { 'elk.layered.layering.layerConstraint': isReturnedTo ? 'FIRST' : 'FIRST_SEPARATE' },
      },
      ...box.children.map((child) => nodeOf(lean, child)),
    ],
  };
}

function edgeOf(lean: Lean, { source, target, labels }: Link, index: number): ElkExtendedEdge {
  const from = isInside(lean, target, source) ? headerOf(source) : `s${source}`;
  const to = isInside(lean, source, target) ? headerOf(target) : `s${target}`;
  return {
    id: `e${index}`,
    sources: [from],
    targets: [to],
    labels: [
      {
        text: labels.map(({ text }) => text).join('\n'),
        width: Math.max(...labels.map(({ text }) => textWidth(text) + RATE_WIDTH)) + PADDING,
        height: labels.length * LINE_HEIGHT,
      },
    ],
  };
}

function placedLink(lean: Lean, edge: ElkExtendedEdge, origins: ReadonlyMap<string, Point>): PlacedLink {
  const link = lean.links[Number(edge.id.slice(1))] as Link;
  const origin = origins.get((edge as { container?: string }).container ?? 'root') ?? { x: 0, y: 0 };
  const moved = ({ x, y }: Point) => ({ x: x + origin.x, y: y + origin.y });
  const points = (edge.sections ?? []).flatMap((section) => [
    section.startPoint,
    ...(section.bendPoints ?? []),
    section.endPoint,
  ]);
  const path = points.map(moved);
  const labels = (edge.labels ?? []).map((label) => {
    const at = { ...moved({ x: label.x ?? 0, y: label.y ?? 0 }), ...sizeOf(label) };
    return { rows: link.labels, side: sideOf(at, path), ...at };
  });
  return { link, points: path, labels };
}

function sideOf({ x, y, width, height }: Rectangle, path: readonly Point[]): 'left' | 'right' {
  const beside = path.find(
    (from, index) =>
      path[index + 1]?.x === from.x &&
      Math.min(from.y, path[index + 1]?.y ?? from.y) <= y + height / 2 &&
      Math.max(from.y, path[index + 1]?.y ?? from.y) >= y + height / 2,
  );
  return beside !== undefined && beside.x >= x + width / 2 ? 'right' : 'left';
}

function isInside(lean: Lean, state: number, ancestor: number): boolean {
  for (let at = lean.chart.states[state]?.parent ?? -1; at !== -1; at = lean.chart.states[at]?.parent ?? -1) {
    if (at === ancestor) return true;
  }
  return false;
}

const headerOf = (state: number): string => `h${state}`;

function sizeOf({ width = 0, height = 0 }: { width?: number; height?: number }): { width: number; height: number } {
  return { width, height };
}

const OPTIONS: LayoutOptions = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.padding': `[top=${MARGIN},left=${MARGIN},bottom=${MARGIN},right=${MARGIN}]`,
  'elk.spacing.nodeNode': String(GAP),
  'elk.spacing.edgeLabel': '4',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeNode': '16',
  'elk.layered.spacing.nodeNodeBetweenLayers': '28',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.json.edgeCoords': 'ROOT',
};

const INITIAL_FIRST: LayoutOptions = {
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.layered.considerModelOrder.strategy': 'PREFER_NODES',
};
/** From the one that reads best on: ELK fails on some charts with states in states, and its labels lie on lines in a few. */
const WAYS: readonly LayoutOptions[] = [
  { ...INITIAL_FIRST, 'elk.layered.thoroughness': '30' },
  { 'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER' },
  INITIAL_FIRST,
  {},
  { 'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF' },
  { 'elk.spacing.edgeLabel': '12', 'elk.spacing.edgeEdge': '20', 'elk.layered.spacing.edgeEdgeBetweenLayers': '20' },
  { 'elk.hierarchyHandling': 'SEPARATE_CHILDREN' },
];
const TIGHT: LayoutOptions = {
  'elk.spacing.nodeNode': '16',
  'elk.spacing.edgeNode': '10',
  'elk.spacing.edgeEdge': '8',
  'elk.layered.spacing.nodeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeNodeBetweenLayers': '10',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
  'elk.layered.compaction.postCompaction.strategy': 'EDGE_LENGTH',
};
interface Step {
  readonly leanness: Leanness;
  readonly spacing: LayoutOptions;
}
/** What is tried until a chart is small enough. */
const USUAL: readonly Step[] = [
  { leanness: LEAN, spacing: {} },
  { leanness: LEANER, spacing: {} },
];
const SMALL: readonly Step[] = LEANEST.map((leanness) => ({ leanness, spacing: TIGHT }));
/** A chart with more lines than these has never been small enough as usual, and takes longest. */
const CROWDED = 14;
/** Of {@link faultOf}. */
const SCROLLS = 1;
const ON_ANOTHER = 1000;
// In pixels, where a window of 1,280 by 900 pixels shows the chart, the list and the bytes, and letters are as small as can be read.
const USUAL_WIDTH = 640;
/** With several protocols above it, and two lines of warnings. */
const USUAL_HEIGHT = 640;
/** Where the list is as narrow as can be. */
const MOST_WIDTH = 980;
const MOST_HEIGHT = 740;
/** Time grows with the square of the lines, and the program that looks waits for it. */
const MANY_LINES = 40;
const BRIEFLY: LayoutOptions = {
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.thoroughness': '1',
};
const QUICK_WAYS: readonly LayoutOptions[] = [
  { ...INITIAL_FIRST, ...BRIEFLY },
  { ...BRIEFLY, 'elk.hierarchyHandling': 'SEPARATE_CHILDREN' },
];
