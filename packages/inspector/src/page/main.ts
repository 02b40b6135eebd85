/** Puts the page together. */
import { keepAddress, viewOfAddress } from './address.js';
import { el } from './dom.js';
import { keyboard } from './keyboard.js';
import { Model } from './model.js';
import { bytesPanel } from './panels/bytes.js';
import { chartPanel } from './panels/chart.js';
import { connectionsPanel } from './panels/connections.js';
import { detailsPanel } from './panels/details.js';
import { headerBar } from './panels/header.js';
import { timelinePanel } from './panels/timeline.js';
import { openStream } from './stream.js';

const model = new Model(viewOfAddress(location.hash));
const chart = chartPanel(model);
const connections = connectionsPanel(model);
const timeline = timelinePanel(model);
const main = el(
  'main',
  {},
  chart.element,
  connections.element,
  timeline.element,
  detailsPanel(model),
  // Last: it has a button for each of many frames.
  bytesPanel(model),
);
const keys = keyboard(model, { chart: chart.fit, connections, timeline });
document.body.append(
  headerBar(model, () => keys.showModal()),
  main,
  keys,
);
keepAddress(model);
openStream(model, { onAnswer: connections.answer });

const { connection, time } = model.view;
model.request({ connection, time });
model.tell('view');
window.addEventListener('hashchange', () => {
  const view = viewOfAddress(location.hash);
  if (view.connection !== model.view.connection) model.watch(view.connection);
  model.choose(view, { time: view.time });
});
