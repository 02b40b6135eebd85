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
  bytesPanel(model),
  timeline.element,
  detailsPanel(model),
);
document.body.append(headerBar(model), main, keyboard(model, { chart: chart.fit, connections, timeline }));
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
