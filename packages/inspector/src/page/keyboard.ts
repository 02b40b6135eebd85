/** Everything can be done without a mouse; `?` tells how. */
import { el } from './dom.js';
import type { Model } from './model.js';
import type { ConnectionsPanel } from './panels/connections.js';
import { neighbour } from './panels/details.js';
import type { Fit } from './panels/fit.js';
import { step, togglePause } from './panels/header.js';
import type { TimelinePanel } from './panels/timeline.js';

interface Key {
  readonly keys: readonly string[];
  readonly does: string;
  readonly run: () => void;
}

/** What can be reached by keys beside the model. */
interface Panels {
  readonly chart: Fit;
  readonly connections: ConnectionsPanel;
  readonly timeline: TimelinePanel;
}

export function keyboard(model: Model, { chart, connections, timeline }: Panels): HTMLDialogElement {
  const keys: readonly Key[] = [
    { keys: ['/'], does: 'write a filter', run: () => connections.filter.focus() },
    { keys: ['j', 'ArrowDown'], does: 'next connection', run: () => connections.move(1) },
    { keys: ['k', 'ArrowUp'], does: 'previous connection', run: () => connections.move(-1) },
    { keys: [']'], does: 'next step of the connection', run: () => model.lookAt(neighbour(model, model.view.step, 1)) },
    { keys: ['['], does: 'previous step', run: () => model.lookAt(neighbour(model, model.view.step, -1)) },
    { keys: [' '], does: 'pause, and back to now', run: () => togglePause(model) },
    { keys: [','], does: 'step back in time', run: () => step(model, -1) },
    { keys: ['.'], does: 'step forth', run: () => step(model, 1) },
    { keys: ['+', '='], does: 'zoom in', run: () => timeline.zoom(1.6) },
    { keys: ['-'], does: 'zoom out', run: () => timeline.zoom(0.625) },
    { keys: ['ArrowLeft'], does: 'earlier', run: () => timeline.pan(-0.2) },
    { keys: ['ArrowRight'], does: 'later', run: () => timeline.pan(0.2) },
    { keys: ['0'], does: 'all of the connection', run: () => timeline.fit() },
    {
      keys: ['w'],
      does: 'the other half',
      run: () => model.choose({ half: model.view.half === 'read' ? 'write' : 'read' }),
    },
    { keys: ['m'], does: 'the whole chart, and back', run: () => chart.toggle() },
    { keys: ['Escape'], does: 'no connection', run: () => chart.leave() || model.watch(null) },
    { keys: ['?'], does: 'this list', run: () => help.showModal() },
  ];
  const help = el(
    'dialog',
    { 'aria-label': 'keys' },
    el('h2', {}, 'keys'),
    el(
      'dl',
      {},
      ...keys.flatMap(({ keys, does }) => [
        el('dt', {}, ...keys.map((key) => el('kbd', {}, NAMES.get(key) ?? key))),
        el('dd', {}, does),
      ]),
    ),
    el('form', { method: 'dialog' }, el('button', {}, 'close')),
  );
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    const { target } = event;
    if (target instanceof HTMLInputElement && (target.type !== 'range' || MOVES.test(event.key))) {
      if (event.key === 'Escape') target.blur();
      return;
    }
    // What can be pressed and has the focus is pressed by the space bar.
    if (event.key === ' ' && target instanceof Element && target.matches('button, summary, [role=button]')) return;
    const key = keys.find((one) => one.keys.includes(event.key));
    if (key === undefined) return;
    event.preventDefault();
    key.run();
  });
  return help;
}

/** Keys that are called otherwise where they are read. */
const NAMES: ReadonlyMap<string, string> = new Map([
  [' ', 'space'],
  ['ArrowDown', '↓'],
  ['ArrowUp', '↑'],
  ['ArrowLeft', '←'],
  ['ArrowRight', '→'],
  ['Escape', 'Esc'],
]);
/** Those that mean something to a slider, or take the focus from it. */
const MOVES = /^(?:Arrow|Page|Home$|End$|Escape$)/;
