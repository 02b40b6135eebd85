/** One connection in time: a lane for each half with its states, and the bytes of each direction. */
import { el, panel, setText, svg } from '../dom.js';
import type { Model } from '../model.js';
import { pressing } from '../press.js';
import type { Axis, Extent } from '../segments.js';
import { heightOf, LABEL_WIDTH, lanes, wholeExtent } from './lanes.js';

/** Milliseconds between two drawings of the same connection. */
const REPAINT = 300;

export interface TimelinePanel {
  readonly element: HTMLElement;
  zoom(factor: number): void;
  pan(part: number): void;
  fit(): void;
}

export function timelinePanel(model: Model): TimelinePanel {
  const title = el('span', {}, 'one connection in time');
  const hint = el('p', { class: 'hint' }, 'Choose a connection in the list: its states, its bytes and what led where.');
  const drawing = svg('svg', {
    class: 'lanes',
    preserveAspectRatio: 'xMinYMin',
    tabindex: 0,
    role: 'group',
    'aria-label': 'states and bytes in time',
  });
  let axis: Axis = 'time';
  /** Undefined: all of it, and what comes. */
  let shown: Extent | undefined;
  /** What the lanes were drawn from. */
  let painted = '';

  const axisButton = el('button', {
    title: 'steps: each transition as wide as the others',
    onclick: () => {
      axis = axis === 'time' ? 'steps' : 'time';
      shown = undefined;
      paint();
    },
  });

  function paint(): void {
    const { history } = model;
    hint.hidden = history !== undefined;
    drawing.toggleAttribute('hidden', history === undefined);
    setText(axisButton, `by ${axis}`);
    setText(
      title,
      history === undefined ? 'one connection in time' : `#${history.row.id} in time: ${history.row.name}`,
    );
    if (history === undefined) return;
    const width = Math.max(300, drawing.clientWidth || 900);
    // Time goes on; by steps, all stays as it is while nothing happens.
    const { row, records, standing } = history;
    const state = JSON.stringify([
      width,
      axis,
      shown,
      records[0]?.sequence,
      records.at(-1)?.sequence,
      row,
      standing.read.need,
      model.view.step,
    ]);
    if (axis === 'steps' && state === painted) return;
    painted = state;
    drawing.setAttribute('viewBox', `0 0 ${width} ${heightOf(model.isActor(history.row.protocol))}`);
    const whole = wholeExtent(history, axis, model);
    const extent = shown ?? whole;
    const x = (at: number) =>
      LABEL_WIDTH + ((at - extent.begin) / Math.max(1e-9, extent.end - extent.begin)) * (width - LABEL_WIDTH - 8);
    drawing.replaceChildren(...lanes({ model, history, axis, extent, whole, width, x }));
  }

  /** A busy connection has news ten times a second, and thousands of transitions: nobody reads as fast. */
  let due = false;
  function paintSoon(): void {
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      paint();
    }, REPAINT);
  }

  function change(make: (extent: Extent) => Extent): void {
    const { history } = model;
    if (history === undefined) return;
    shown = make(shown ?? wholeExtent(history, axis, model));
    paint();
  }
  const zoomAt = (factor: number, part: number) =>
    change(({ begin, end }) => {
      const at = begin + (end - begin) * part;
      return { begin: at - (at - begin) / factor, end: at + (end - at) / factor };
    });

  drawing.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const { left, width } = drawing.getBoundingClientRect();
      const part = Math.max(0, Math.min(1, (event.clientX - left - LABEL_WIDTH) / (width - LABEL_WIDTH)));
      if (event.shiftKey) pan(Math.sign(event.deltaY + event.deltaX) * 0.1);
      else zoomAt(event.deltaY < 0 ? 1.25 : 0.8, part);
    },
    { passive: false },
  );
  const pan = (part: number) =>
    change(({ begin, end }) => ({ begin: begin + (end - begin) * part, end: end + (end - begin) * part }));

  const stepAt = (element: Element) => element.closest('[data-step]')?.getAttribute('data-step') ?? undefined;
  pressing(drawing, stepAt, (step) => model.lookAt(Number(step)));

  let watched: number | undefined;
  model.on(['connection'], () => {
    if (model.history?.row.id !== watched) {
      watched = model.history?.row.id;
      shown = undefined;
      paint();
    } else paintSoon();
  });
  model.on(['step'], paint);
  model.on(['hello'], () => {
    painted = '';
    paint();
  });
  new ResizeObserver(paint).observe(drawing);

  const tools = el(
    'span',
    { class: 'tools' },
    axisButton,
    el('button', { 'aria-label': 'zoom in', title: 'zoom in ( + )', onclick: () => zoomAt(1.6, 0.5) }, '+'),
    el('button', { 'aria-label': 'zoom out', title: 'zoom out ( - )', onclick: () => zoomAt(0.625, 0.5) }, '−'),
    el('button', { title: 'show all ( 0 )', onclick: () => fit() }, 'all'),
  );
  const fit = () => {
    shown = undefined;
    paint();
  };
  return {
    element: panel('timeline', el('span', {}, title, ' ', tools), hint, drawing),
    zoom: (factor) => zoomAt(factor, 0.5),
    pan,
    fit,
  };
}
