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
