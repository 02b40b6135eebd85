/** The bar on top: what is looked at, its numbers, what is suspicious, and the time. */
import { el, keepChildren, setText } from '../dom.js';
import { bytes, duration, short, whole } from '../format.js';
import type { Model } from '../model.js';
import { takeAway } from './take-away.js';

/** @param showKeys shows what can be done by keys */
export function headerBar(model: Model, showKeys: () => void): HTMLElement {
  const title = el('span', { class: 'source' });
  const open = el('span', { class: 'pill' });
  const transitions = el('span', { class: 'pill' });
  const traffic = el('span', { class: 'pill' });
  const failed = el('button', { class: 'pill bad', hidden: true, onclick: () => show('status:failed') });
  const lints = el('span', { class: 'lints', role: 'status', 'aria-live': 'polite' });
  const gone = el('span', { class: 'pill bad', role: 'alert', hidden: true });

  const show = (filter: string) => model.choose({ filter });

  model.on(['hello'], () => {
    const source = model.hello?.source;
    if (source === undefined) return;
    setText(title, source.pid === undefined ? source.title : `${source.title} · pid ${source.pid}`);
    title.title = title.textContent;
    document.title = `${source.title} · wirechart inspect`;
  });
  model.on(['tick'], () => {
    const { tick } = model;
    if (tick === undefined) return;
    setText(open, `${whole(tick.open)} open`);
    setText(transitions, `${short(tick.transitions)} transitions/s`);
    traffic.hidden = model.isOfActors;
    setText(traffic, `in ${bytes(Math.round(tick.bytesIn))}/s · out ${bytes(Math.round(tick.bytesOut))}/s`);
    failed.hidden = tick.failed === 0;
    setText(failed, `${whole(tick.failed)} failed, kept`);
  });
  model.on(['lints'], () => {
    keepChildren(
      lints,
      model.lints,
      ({ kind, filter }) => `${kind} ${filter}`,
      ({ filter }) => el('button', { class: 'pill warning', onclick: () => show(filter) }),
      (button, { text, filter }) => {
        setText(button, `⚠ ${text}`);
        // Where there is little room the text is cut.
        const hint = `${text}; show: ${filter}`;
        if (button.title !== hint) button.title = hint;
      },
    );
  });
  model.on(['hello', 'gone'], () => {
    gone.hidden = model.gone === undefined;
    setText(gone, model.gone ?? '');
  });

  return el(
    'header',
    {},
    el(
      'div',
      { class: 'bar' },
      el('h1', {}, 'wirechart inspect'),
      title,
      open,
      transitions,
      traffic,
      failed,
      gone,
      el('span', { class: 'space' }),
      takeAway(model),
      timeControls(model),
      el('button', { 'aria-label': 'keys', title: 'what the keys do ( ? )', onclick: showKeys }, '?'),
    ),
    lints,
  );
}

/** Pause, step back and forth over what is kept, and back to now. */
function timeControls(model: Model): HTMLElement {
  const pause = el('button', { onclick: () => togglePause(model) });
  const back = el(
    'button',
    { 'aria-label': 'step back', title: 'step back ( , )', onclick: () => step(model, -1) },
    '◀',
  );
  const forth = el(
    'button',
    { 'aria-label': 'step forth', title: 'step forth ( . )', onclick: () => step(model, 1) },
    '▶',
  );
  const slider = el('input', {
    type: 'range',
    'aria-label': 'moment shown',
    min: 0,
    max: 1000,
    step: 'any',
    oninput: () => model.goTo(Number(slider.value)),
  });
  const where = el('output', { class: 'where' });
  model.on(['tick'], () => {
    const { tick, stepsDue } = model;
    if (tick === undefined) return;
    if (stepsDue !== 0 && !model.isOnItsWay) {
      const direction = stepsDue > 0 ? 1 : -1;
      model.stepsDue -= direction;
      step(model, direction);
    }
    const { live, earliest, latest, previous, next } = tick.history;
    setText(pause, live ? 'pause' : 'live');
    pause.setAttribute('aria-pressed', String(!live));
    back.disabled = previous === undefined && live && earliest >= latest;
    forth.disabled = next === undefined;
    slider.min = String(earliest);
    slider.max = String(latest);
    if (document.activeElement !== slider || live) slider.value = String(tick.time);
    setText(where, live ? 'now' : `${duration(tick.time - latest)} of ${duration(latest - earliest)}`);
  });
  return el('span', { class: 'time', role: 'group', 'aria-label': 'time' }, pause, back, slider, forth, where);
}

export function togglePause(model: Model): void {
  const { tick } = model;
  if (tick !== undefined) model.goTo(tick.history.live ? tick.time : 'live');
}

/** As often as it is asked for: a key may be pressed again before the moment that it leads to is shown. */
export function step(model: Model, direction: 1 | -1): void {
  const { tick } = model;
  if (tick === undefined) return;
  if (model.isOnItsWay) {
    model.stepsDue += direction;
    return;
  }
  const { previous, next, latest, live } = tick.history;
  const to = direction === 1 ? next : (previous ?? (live ? latest : undefined));
  if (to !== undefined) model.goTo(to);
}
