/** Rows as text. */
import type { Figure, Row } from './report.js';

/** Columns: what, ours, peer, ratio with its lowest and highest, the ratio by the other clock, mark, reached. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map(({ what, ours, peer, ratio, byOther, mark, reached }) => [
    what,
    figure(ours),
    figure(peer),
    number(ratio.median),
    `${number(ratio.low)}–${number(ratio.high)}`,
    byOther === undefined ? '' : `${number(byOther.ratio.median)} by ${byOther.clock}`,
    mark === undefined ? '' : `${mark.at === 'least' ? '≥' : '≤'} ${mark.value}`,
    reached === undefined ? '' : reached ? 'yes' : 'NO',
  ]);
  const lines = [['', 'ours', 'peer', 'ratio', '(lowest–highest)', 'other clock', 'mark', 'reached'], ...cells];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function figure({ name, value, unit, instructions }: Figure): string {
  const counted = instructions === undefined ? '' : `, ${number(instructions)} instr.`;
  return `${name} ${number(value)} ${unit}${counted}`;
}

/** Three digits or so: more would pretend. */
function number(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3);
}
