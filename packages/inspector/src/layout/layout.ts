import type { Chart } from '../feed.js';
import { type Drawing, drawAside } from './thread.js';

/**
 * A chart laid out and drawn, as the text of an SVG whose parts are marked as {@link ChartMarks} says. Takes up to a second, in a thread
 * of its own: what looks the same ({@link Chart.hash}) is drawn once.
 */
export function chartSvg(chart: Chart): Promise<string> {
  const drawing = drawingOf(chart);
  drawing.hurry();
  return drawing.svg;
}

/** Has charts drawn that are likely to be asked for, when nobody waits for another. */
export function drawAhead(charts: readonly Chart[]): void {
  for (const chart of charts.slice(0, MOST_AHEAD)) drawingOf(chart);
}

function drawingOf(chart: Chart): Drawing {
  let drawing = drawings.get(chart.hash);
  if (drawing === undefined) {
    // A program that makes ever new machines must not fill the memory of the one that looks at it.
    if (drawings.size >= MOST_KEPT) drawings.clear();
    drawing = drawAside(chart);
    drawings.set(chart.hash, drawing);
  }
  return drawing;
}

const drawings = new Map<string, Drawing>();
const MOST_KEPT = 200;
const MOST_AHEAD = 40;
