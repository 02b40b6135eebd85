/** The chart of one half, live: how many are in each state, how often each edge is taken, where it is hot and where it stalls. */
import { filterTerm } from '../../feed/filter-term.js';
import type { Chart, ChartNumbers } from '../../feed.js';
import { el, panel, setText } from '../dom.js';
import { rate, short, whole } from '../format.js';
import type { Model } from '../model.js';
import { type Fit, fitting } from './fit.js';
import { protocolTabs } from './tabs.js';

export interface ChartPanel {
  readonly element: HTMLElement;
  readonly fit: Fit;
}

export function chartPanel(model: Model): ChartPanel {
  const tabs = protocolTabs(model);
  const drawing = el('div', { class: 'drawing' });
  const fit = fitting(drawing);
  let shown: number | undefined;
  let marks: Marks | undefined;

  async function show(): Promise<void> {
    const { chart } = model;
    tabs.paint();
    if (chart === undefined || chart.id === shown) return;
    shown = chart.id;
    model.request({ charts: [chart.id] });
    marks = undefined;
    // Nothing of the one before stays under the name of this one.
    drawing.replaceChildren(hint('The chart is being drawn.'));
    const svg = await fetchDrawing(chart.id);
    if (shown !== chart.id) return;
    if (svg === undefined) {
      shown = undefined;
      drawing.replaceChildren(hint('The chart could not be fetched. Choose it once more.'));
      return;
    }
    // The program's own drawing, from this page's origin; all text in it is escaped there.
    drawing.innerHTML = svg;
    marks = marksIn(drawing, chart, model);
    paint();
    fit.take();
    const [root] = chart.states;
    centre(drawing, drawing.querySelector('.state.here') ?? marks.states[root?.initial ?? -1]);
  }

  function paint(): void {
    const numbers = model.tick?.charts.find(({ chart }) => chart === shown);
    if (marks !== undefined && numbers !== undefined)
      paintNumbers(marks, numbers, model.isOfActors ? 'actors' : 'connections');
    if (marks !== undefined) paintSelected(marks, model);
  }

  model.on(['hello'], () => {
    shown = undefined;
    void show();
  });
  model.on(['view'], () => void show());
  model.on(['connection'], () => {
    // Where none was chosen, it is the connection's.
    if (shown !== undefined && model.chart?.id !== shown) void show();
  });
  model.on(['tick', 'step', 'connection'], paint);
  const title = el('span', {}, 'chart ', el('span', { class: 'tools' }, fit.button));
  return { element: panel('chart', title, tabs.element, drawing, fit.hint), fit };
}

/** Of what is larger than its panel, this is seen first. */
function centre(drawing: HTMLElement, element: Element | null | undefined): void {
  if (element === null || element === undefined) return;
  const around = drawing.getBoundingClientRect();
  const { left, top, width, height } = element.getBoundingClientRect();
  drawing.scrollLeft += left + width / 2 - around.left - around.width / 2;
  drawing.scrollTop += top + height / 2 - around.top - around.height / 2;
}

const hint = (text: string): HTMLElement => el('p', { class: 'hint', role: 'status' }, text);

/** Undefined where there is none, or nobody to ask. */
async function fetchDrawing(chart: number): Promise<string | undefined> {
  try {
    const response = await fetch(`/chart/${chart}.svg`);
    return response.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}

interface Marks {
  readonly chart: Chart;
  readonly states: readonly (Element | null)[];
  readonly occupancy: readonly (Element | null)[];
  /** By edge: an edge stands in one place only. */
  readonly rates: readonly (Element | null)[];
  readonly lines: readonly { readonly element: Element; readonly edges: readonly number[] }[];
}

function marksIn(drawing: Element, chart: Chart, model: Model): Marks {
  const states = chart.states.map((_, index) => drawing.querySelector(`[data-state="${index}"]`));
  states.forEach((state, index) => {
    const path = chart.states[index]?.path ?? '';
    // All are in the root.
    const filter = index === 0 ? '' : filterTerm(chart.half === 'write' ? 'write' : 'state', path);
    const show = () => model.choose({ filter });
    state?.addEventListener('click', show);
    state?.addEventListener('keydown', (event) => {
      const { key } = event as KeyboardEvent;
      if (key !== 'Enter' && key !== ' ') return;
      // Nor is the page scrolled.
      event.preventDefault();
      show();
    });
  });
  return {
    chart,
    states,
    occupancy: states.map((state) => state?.querySelector(':scope > [data-occupancy]') ?? null),
    rates: chart.edges.map((_, index) => drawing.querySelector(`[data-edge="${index}"] [data-rate]`)),
    lines: [...drawing.querySelectorAll('[data-edges]')].map((element) => ({
      element,
      edges: (element.getAttribute('data-edges') ?? '').split(' ').map(Number),
    })),
  };
}

function paintNumbers({ chart, states, occupancy, rates, lines }: Marks, numbers: ChartNumbers, what: string): void {
  occupancy.forEach((text, index) => {
    const count = numbers.occupancy[index] ?? 0;
    setText(text, count === 0 ? '' : count < 100_000 ? whole(count) : short(count));
    states[index]?.classList.toggle('occupied', count > 0);
    const path = chart.states[index]?.path || 'any state';
    states[index]?.setAttribute('aria-label', `state ${path}: ${count} ${count === 1 ? what.slice(0, -1) : what}`);
  });
  rates.forEach((text, index) => {
    setText(text, rate(numbers.rates[index] ?? 0));
  });
  const hottest = Math.max(1e-9, ...numbers.rates);
  for (const { element, edges } of lines) {
    const heat = edges.reduce((sum, edge) => sum + (numbers.rates[edge] ?? 0), 0) / hottest;
    const step = String(heat === 0 ? 0 : Math.min(4, 1 + Math.floor(heat * 3.999)));
    if (element.getAttribute('data-heat') !== step) element.setAttribute('data-heat', step);
  }
}

/** Where the connection that is watched stands, and the edge of the transition that is looked at. */
function paintSelected({ chart, states, rates, lines }: Marks, model: Model): void {
  const { history, selected } = model;
  const half = chart.half === 'write' ? 'write' : 'read';
  const here =
    history !== undefined && model.chartOf(history.row.protocol, half)?.id === chart.id ? history.row[half] : -1;
  const step =
    selected !== undefined && model.chartOf(selected.protocol, selected.half)?.id === chart.id ? selected : undefined;
  const state = step?.to ?? here;
  for (const [index, element] of states.entries()) element?.classList.toggle('here', index === state);
  for (const [index, element] of rates.entries()) {
    element?.closest('.edge')?.classList.toggle('taken', index === step?.edge);
  }
  for (const { element, edges } of lines) element.classList.toggle('taken', edges.includes(step?.edge ?? -1));
}
