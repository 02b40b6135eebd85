/** Offsets that one line shows. */
const WIDTH = 100;

/** One character for each place between two bytes, and the end: `X` at the offsets, `.` elsewhere, in lines. */
export function strip(length: number, offsets: readonly number[]): string[] {
  const marked = new Set(offsets);
  const line = Array.from({ length }, (_, index) => (marked.has(index + 1) ? 'X' : '.')).join('');
  const lines: string[] = [];
  for (let start = 0; start < line.length; start += WIDTH) lines.push(line.slice(start, start + WIDTH));
  return lines;
}
