/**
 * States that no line leads to or from, such as `failed`, to which only rows lead: beside the others they would make a chart
 * half as wide again. They stand below it, in as many rows as its width asks for, or where it leaves room for them.
 */
import type { Box, Lean } from './lean.js';
import { GAP, MARGIN, textSize } from './measures.js';
import { type Placed, type PlacedBox, type Rectangle, segmentsOf, touches } from './placed.js';

export interface Parts {
  readonly joined: readonly Box[];
  /** None where nothing is joined: then there is no chart to stand below. */
  readonly alone: readonly Box[];
}

export function partsOf({ boxes, links }: Lean): Parts {
  const ends = new Set(links.flatMap(({ source, target }) => [source, target]));
  const isJoined = ({ state, children }: Box): boolean => ends.has(state) || children.length > 0;
  const joined = boxes.filter(isJoined);
  return joined.length === 0 ? { joined: boxes, alone: [] } : { joined, alone: boxes.filter((box) => !isJoined(box)) };
}

/** A placed chart with these boxes below it. */
export function below(placed: Placed, alone: readonly Box[]): Placed {
  if (alone.length === 0) return placed;
  const sizes = alone.map((box) => ({ box, ...textSize(box) }));
  const width = Math.max(placed.width, ...sizes.map((size) => size.width + 2 * MARGIN));
  const boxes: PlacedBox[] = [];
  let x = MARGIN;
  let y = placed.height - MARGIN + GAP;
  let rowHeight = 0;
  for (const size of sizes) {
    if (x > MARGIN && x + size.width + MARGIN > width) {
      x = MARGIN;
      y += rowHeight + GAP;
      rowHeight = 0;
    }
    boxes.push({ ...size, x, y, text: { x, y } });
    x += size.width + GAP;
    rowHeight = Math.max(rowHeight, size.height);
  }
  return { width, height: y + rowHeight + MARGIN, boxes: [...placed.boxes, ...boxes], links: placed.links };
}

/** A placed chart with these boxes in it wherever nothing else is, from below and from the left; those that find no room stand below. */
export function within(placed: Placed, alone: readonly Box[]): Placed {
  const taken: Rectangle[] = [
    ...placed.boxes,
    ...placed.links.flatMap((link) => [...link.labels, ...segmentsOf(link)]),
  ];
  const boxes = [...placed.boxes];
  const homeless: Box[] = [];
  for (const box of alone) {
    const size = textSize(box);
    const at = freeIn(placed, size, taken);
    if (at === undefined) homeless.push(box);
    else {
      boxes.push({ box, text: at, ...at, ...size });
      taken.push({ ...at, ...size });
    }
  }
  return below({ ...placed, boxes }, homeless);
}

function freeIn(placed: Placed, { width, height }: { width: number; height: number }, taken: readonly Rectangle[]) {
  for (let y = placed.height - MARGIN - height; y >= MARGIN; y -= STEP) {
    for (let x = MARGIN; x + width + MARGIN <= placed.width; x += STEP) {
      const around = { x: x - MARGIN, y: y - MARGIN, width: width + 2 * MARGIN, height: height + 2 * MARGIN };
      if (!taken.some((other) => touches(around, other))) return { x, y };
    }
  }
  return undefined;
}

const STEP = 4;
