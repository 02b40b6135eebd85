/** A lean chart with a place for everything in it, in pixels. */
import type { Box, Link, Row } from './lean.js';

export interface Placed {
  readonly width: number;
  readonly height: number;
  /** Outer boxes before the boxes in them. */
  readonly boxes: readonly PlacedBox[];
  readonly links: readonly PlacedLink[];
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedBox extends Rectangle {
  readonly box: Box;
  /** Where its text begins: at its corner, or where there is room beside the boxes in it. */
  readonly text: Point;
}

export interface PlacedLink {
  readonly link: Link;
  readonly points: readonly Point[];
  readonly labels: readonly PlacedLabel[];
}

export interface PlacedLabel extends Rectangle {
  readonly rows: readonly Row[];
  /** The side that its line is on. */
  readonly side: 'left' | 'right';
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The straight pieces of a line, as rectangles without width or height. */
export function segmentsOf({ points }: PlacedLink): Rectangle[] {
  return points.slice(1).map((to, index) => {
    const from = points[index] as { x: number; y: number };
    return {
      x: Math.min(from.x, to.x),
      y: Math.min(from.y, to.y),
      width: Math.abs(to.x - from.x),
      height: Math.abs(to.y - from.y),
    };
  });
}

export const touches = (a: Rectangle, b: Rectangle): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
