import type { Chart } from '../feed.js';
import { draw } from './draw.js';
import { place } from './place.js';

/**
 * A chart laid out and drawn, as the text of an SVG whose parts are marked as {@link ChartMarks} says. Takes some tens of
 * milliseconds: what looks the same ({@link Chart.hash}) is drawn once.
 */
export function chartSvg(chart: Chart): Promise<string> {
  let drawing = drawings.get(chart.hash);
  if (drawing === undefined) {
    // A program that makes ever new machines must not fill the memory of the one that looks at it.
    if (drawings.size >= MOST_KEPT) drawings.clear();
    drawing = drawn(chart);
    drawings.set(chart.hash, drawing);
  }
  return drawing;
}

async function drawn(chart: Chart): Promise<string> {
  return draw(chart, await place(chart));
}

const drawings = new Map<string, Promise<string>>();
const MOST_KEPT = 200;
