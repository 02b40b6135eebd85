/**
 * Draws a placed chart as SVG. What changes while it is watched has a place of its own: see {@link ChartMarks}. Colours are the
 * page's: a drawing has classes only.
 */
import { legible } from '../feed/legible.js';
import type { Chart, ChartState } from '../feed.js';
import type { Row } from './lean.js';
import { FONT_SIZE, HEADER_HEIGHT, LINE_HEIGHT, PADDING } from './measures.js';
import type { Placed, PlacedBox, PlacedLabel, PlacedLink, Point } from './place.js';

export function draw(chart: Chart, { width, height, boxes, links }: Placed): string {
  const size = `${round(width)} ${round(height)}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 ${size}" width="${round(width)}" height="${round(height)}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${FONT_SIZE}" role="group" aria-label="${escaped(`${chart.protocol}, ${chart.half}`)}">`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z" fill="context-stroke"/></marker></defs>',
    ...boxes.map((box) => boxSvg(box, chart.states[box.box.state] as ChartState)),
    ...links.map(linkSvg),
    '</svg>',
  ].join('');
}

function boxSvg({ box, text, x, y, width, height }: PlacedBox, { type }: ChartState): string {
  const left = text.x + PADDING;
  return [
    `<g class="state ${type}${box.title === 'failed' ? ' failed' : ''}" data-state="${box.state}" tabindex="0" role="button" aria-label="state ${escaped(box.title)}">`,
    `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="4"/>`,
    `<text class="title" x="${round(left)}" y="${round(text.y + 16)}">${escaped(box.title)}</text>`,
    `<text class="occupancy" data-occupancy="" x="${round(x + width - PADDING)}" y="${round(y + 16)}" text-anchor="end"></text>`,
    ...box.rows.map((row, index) => rowSvg(row, left, baseline(text.y + HEADER_HEIGHT, index))),
    '</g>',
  ].join('');
}

function linkSvg({ link, points, labels }: PlacedLink): string {
  const edges = link.labels.map(({ edge }) => edge).filter((edge) => edge !== -1);
  return [
    `<g class="link${link.ending ? ' ending' : ''}" data-edges="${edges.join(' ')}">`,
    `<path d="${pathOf(points)}" fill="none" marker-end="url(#arrow)"/>`,
    ...labels.flatMap(labelSvg),
    '</g>',
  ].join('');
}

function labelSvg({ rows, side, x, y, width }: PlacedLabel): string[] {
  const [at, anchor] = side === 'left' ? [x + PADDING / 2, ''] : [x + width - PADDING / 2, ' text-anchor="end"'];
  return rows.map((row, index) => rowSvg(row, at, baseline(y, index), anchor));
}

function rowSvg({ text, edge }: Row, x: number, y: number, anchor = ''): string {
  const words = `<text class="row" x="${round(x)}" y="${round(y)}"${anchor}>${escaped(text)}`;
  if (edge === -1) return `${words}</text>`;
  return `<g class="edge" data-edge="${edge}">${words}<tspan class="rate" data-rate="" dx="4"></tspan></text></g>`;
}

const baseline = (top: number, line: number): number => top + line * LINE_HEIGHT + FONT_SIZE;

const pathOf = (points: readonly Point[]): string =>
  points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');

const round = (value: number): number => Math.round(value * 10) / 10;

const escaped = (text: string): string =>
  legible(text).replace(
    /[&<>"]/g,
    (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character] as string,
  );
