/** The sizes that placing and drawing share, in pixels. The font has a fixed width, so that no browser is needed to measure. */
import type { Box } from './lean.js';

export const FONT_SIZE = 11;
export const CHARACTER_WIDTH = 6.7;
export const LINE_HEIGHT = 15;
export const HEADER_HEIGHT = 24;
export const PADDING = 8;
/** Kept free for how many connections are in a state: `100,000`. */
export const BADGE_WIDTH = 8 * CHARACTER_WIDTH;
/** Kept free for how often an edge is taken: ` 99.9k/s`. */
export const RATE_WIDTH = 8 * CHARACTER_WIDTH;

/** Around a chart, and between two boxes. */
export const MARGIN = 12;
export const GAP = 28;

export const textWidth = (text: string): number => Array.from(text).length * CHARACTER_WIDTH;

/** The size of a box that has nothing but its own text in it. */
export function textSize({ title, rows }: Box): { width: number; height: number } {
  const widths = rows.map(({ text, edge }) => textWidth(text) + (edge === -1 ? 0 : RATE_WIDTH));
  return {
    width: Math.ceil(Math.max(textWidth(title) + BADGE_WIDTH, ...widths) + 2 * PADDING),
    height: HEADER_HEIGHT + rows.length * LINE_HEIGHT + (rows.length > 0 ? PADDING : 0),
  };
}
