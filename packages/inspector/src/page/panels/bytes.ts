/** The bytes of one direction in hex and text. A byte belongs to a frame, and a frame to its transition: either finds the other. */
import { el, keepChildren, panel, setText } from '../dom.js';
import { whole } from '../format.js';
import { Bytes, type Frame, frameAt, framesOf, frameText } from '../frames.js';
import type { Model } from '../model.js';
import { pressing } from '../press.js';

const LINE_HEIGHT = 18;
/** Pixels that sixteen bytes need, in hex and as text. */
const WIDE = 480;

export function bytesPanel(model: Model): HTMLElement {
  let direction: 'in' | 'out' = 'in';
  let frames: readonly Frame[] = [];
  let content = new Bytes([], 'in');
  let painted = '';

  const title = el('span', {}, 'bytes');
  const note = el('p', { class: 'hint' });
  const list = el('ol', { class: 'frames', 'aria-label': 'frames' });
  const lines = el('div', { class: 'lines' });
  const viewport = el(
    'div',
    {
      class: 'hex',
      tabindex: 0,
      role: 'group',
      'aria-label': 'bytes in hex: left and right go from byte to byte',
      onscroll: () => scrolled(),
    },
    lines,
  );
  const buttons = (['in', 'out'] as const).map((name) =>
    el('button', { onclick: () => turnTo(name) }, name === 'in' ? 'received' : 'sent'),
  );

  /** Kept, since to ask for them makes the browser lay everything out at once. */
  let scrollTop = 0;
  let clientHeight = 300;
  /** Half as many where the window is narrow. */
  let perLine = 16;
  function scrolled(): void {
    scrollTop = viewport.scrollTop;
    paintLines();
  }
  new ResizeObserver(([entry]) => {
    clientHeight = entry?.contentRect.height || 300;
    perLine = (entry?.contentRect.width || WIDE) < WIDE ? 8 : 16;
    paintLines();
  }).observe(viewport);

  function turnTo(name: 'in' | 'out'): void {
    direction = name;
    paint();
  }

  function paint(): void {
    const { history } = model;
    const half = direction === 'in' ? 'read' : 'write';
    frames = history === undefined ? [] : framesOf(history, half);
    content = new Bytes(history?.chunks ?? [], direction);
    const total = history === undefined ? 0 : direction === 'in' ? history.row.bytesIn : history.row.bytesOut;
    setText(
      title,
      history === undefined
        ? 'bytes'
        : model.isActor(history.row.protocol)
          ? `bytes of #${history.row.id}`
          : // Whether received or sent, the buttons beside it say.
            `bytes of #${history.row.id}: ${whole(total)}`,
    );
    buttons.forEach((button, index) => {
      button.setAttribute('aria-pressed', String((index === 0) === (direction === 'in')));
    });
    const isActor = history !== undefined && model.isActor(history.row.protocol);
    for (const button of buttons) button.hidden = isActor;
    setText(
      note,
      isActor ? NO_BYTES : noteOf(history !== undefined, content, frames.length, model.hello?.source.payload ?? false),
    );
    note.hidden = note.textContent === '';
    viewport.hidden = !content.known;
    paintFrames();
    paintLines();
  }

  /** Without the bytes themselves there are still their frames: where each begins, and how long it is. */
  let listed = '';
  function paintFrames(): void {
    const at = Math.max(0, chosenFrame());
    const from = Math.max(0, Math.min(at - 20, frames.length - 60));
    const key = `${direction} ${frames[from]?.offset} ${Math.min(60, frames.length)} ${model.history?.row.id} ${model.view.step}`;
    if (key === listed) return;
    listed = key;
    keepChildren(
      list,
      frames.slice(from, from + 60),
      ({ step, passed }) => `${step.sequence} ${passed}`,
      ({ step }) => el('li', {}, el('button', { onclick: () => model.lookAt(step.sequence) })),
      (item, frame) => {
        const button = item.firstElementChild as HTMLElement;
        button.className = `f${frame.index % 4}`;
        button.setAttribute('aria-pressed', String(frame.step.sequence === model.view.step));
        setText(button, `${frameText(frame)} at ${whole(frame.offset)}`);
      },
    );
  }

  function chosenFrame(): number {
    return frames.findIndex(({ step }) => step.sequence === model.view.step);
  }

  function paintLines(): void {
    const first = Math.floor(content.start / perLine);
    const count = Math.ceil(content.end / perLine) - first;
    const height = `${count * LINE_HEIGHT}px`;
    if (lines.style.height !== height) lines.style.height = height;
    const top = Math.max(0, Math.floor(scrollTop / LINE_HEIGHT) - 4);
    const bottom = Math.min(count, top + Math.ceil(clientHeight / LINE_HEIGHT) + 8);
    // What arrives below the lines in view changes nothing in them, but a frame may have come to cover their last bytes.
    const last = (first + bottom) * perLine;
    const covered = frameAt(frames, Math.min(last, content.end) - 1)?.index;
    const key = `${direction} ${perLine} ${top} ${bottom} ${content.start} ${Math.min(last, content.end)} ${covered} ${model.view.step} ${model.byte}`;
    if (key === painted) return;
    painted = key;
    const nodes: HTMLElement[] = [];
    for (let line = top; line < bottom; line++) nodes.push(lineOf((first + line) * perLine, line));
    lines.replaceChildren(...nodes);
  }

  function lineOf(begin: number, place: number): HTMLElement {
    const hex: HTMLElement[] = [];
    const text: HTMLElement[] = [];
    for (let offset = begin; offset < begin + perLine; offset++) {
      const byte = content.at(offset);
      const attributes = { class: byte === undefined ? 'none' : classOf(offset), 'data-offset': offset };
      hex.push(el('span', attributes, byte === undefined ? '  ' : byte.toString(16).padStart(2, '0')));
      text.push(
        el(
          'span',
          attributes,
          byte === undefined ? ' ' : byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·',
        ),
      );
    }
    const line = el('div', { class: 'line' }, el('span', { class: 'offset' }, begin.toString(16).padStart(8, '0')));
    line.append(el('span', { class: 'codes' }, ...hex), el('span', { class: 'letters' }, ...text));
    line.style.transform = `translateY(${place * LINE_HEIGHT}px)`;
    return line;
  }

  function classOf(offset: number): string {
    const frame = frameAt(frames, offset);
    if (frame === undefined) return 'waiting';
    if (frame.step.sequence !== model.view.step) return `f${frame.index % 4}`;
    const { field } = model;
    const isOfField = field !== undefined && field.offset <= offset && offset < field.offset + field.length;
    return `f${frame.index % 4} chosen${isOfField ? ' field' : ''}`;
  }

  const offsetAt = (element: Element) => element.closest<HTMLElement>('[data-offset]')?.dataset['offset'];
  pressing(lines, offsetAt, (offset) => {
    const frame = frameAt(frames, Number(offset));
    if (frame !== undefined) model.lookAt(frame.step.sequence, Number(offset));
  });
  viewport.addEventListener('keydown', (event) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    // The arrows mean something else where no byte has the focus.
    event.stopPropagation();
    const from = model.byte ?? (frames[Math.max(0, chosenFrame())]?.offset ?? content.start) - by;
    const frame = frameAt(frames, from + by);
    if (frame !== undefined) model.lookAt(frame.step.sequence, from + by);
  });

  model.on(['connection', 'hello'], paint);
  model.on(['step'], () => {
    const { selected } = model;
    if (selected !== undefined && selected.length > 0) direction = selected.half === 'read' ? 'in' : 'out';
    paint();
    const offset = model.byte ?? frames[chosenFrame()]?.offset;
    if (offset === undefined) return;
    const y = (Math.floor(offset / perLine) - Math.floor(content.start / perLine)) * LINE_HEIGHT;
    if (y < scrollTop || y > scrollTop + clientHeight - LINE_HEIGHT) {
      viewport.scrollTop = y - LINE_HEIGHT;
      scrolled();
    }
  });
  return panel('bytes', el('span', {}, title, ' ', el('span', { class: 'tools' }, ...buttons)), note, viewport, list);
}

const NO_BYTES = 'An actor of XState has no bytes. Its events are in the lane below, and in the details.';

function noteOf(watching: boolean, content: Bytes, frames: number, payload: boolean): string {
  if (!watching) return 'No connection is chosen.';
  if (!payload)
    return 'Payload is not shown: offsets and lengths only. It takes a word from both the program and the inspector (payload, --payload).';
  if (!content.known)
    return frames === 0
      ? 'No bytes yet.'
      : 'The bytes of these frames are not kept: they are from before this connection was watched.';
  return '';
}
