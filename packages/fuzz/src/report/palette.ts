/** Puts colour on parts of a report, or leaves them plain. */
export interface Palette {
  readonly bad: (text: string) => string;
  readonly good: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly strong: (text: string) => string;
}

const plain = (text: string) => text;

export const PLAIN: Palette = { bad: plain, good: plain, dim: plain, strong: plain };

export const COLOURED: Palette = { bad: sgr(31, 39), good: sgr(32, 39), dim: sgr(2, 22), strong: sgr(1, 22) };

function sgr(on: number, off: number): (text: string) => string {
  return (text) => `\u001b[${on}m${text}\u001b[${off}m`;
}
