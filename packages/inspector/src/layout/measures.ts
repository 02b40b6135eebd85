/** The sizes that placing and drawing share, in pixels. The font has a fixed width, so that no browser is needed to measure. */
export const FONT_SIZE = 11;
export const CHARACTER_WIDTH = 6.7;
export const LINE_HEIGHT = 15;
export const HEADER_HEIGHT = 24;
export const PADDING = 8;
/** Kept free for how many connections are in a state: `100,000`. */
export const BADGE_WIDTH = 8 * CHARACTER_WIDTH;
/** Kept free for how often an edge is taken: ` 99.9k/s`. */
export const RATE_WIDTH = 8 * CHARACTER_WIDTH;

export const textWidth = (text: string): number => Array.from(text).length * CHARACTER_WIDTH;
