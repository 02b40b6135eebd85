/** How large the chart is drawn: all of it as long as it can be read; else it is scrolled, and says what is out of sight. */
import { el, setText } from '../dom.js';

export interface Fit {
  /** Shows all of it, over the whole window, and back. */
  readonly button: HTMLElement;
  /** Below the drawing: what is out of sight. */
  readonly hint: HTMLElement;
  /** Another drawing has come. */
  take(): void;
  toggle(): void;
  /** Back to its place in the page; false where it is there. */
  leave(): boolean;
}

/** @param drawing what the chart stands in, which scrolls */
export function fitting(drawing: HTMLElement): Fit {
  const button = el(
    'button',
    { 'aria-pressed': 'false', title: 'the whole chart, and back ( m )', onclick: () => toggle() },
    'whole',
  );
  const hint = el('p', { class: 'hint cut', hidden: true });

  const panel = () => drawing.closest('.panel');
  const isWhole = () => panel()?.classList.contains('whole') === true;

  function toggle(): void {
    const whole = panel()?.classList.toggle('whole') === true;
    button.setAttribute('aria-pressed', String(whole));
    take();
  }

  function take(): void {
    const svg = drawing.querySelector('svg');
    const [width, height] = ['width', 'height'].map((name) => Number(svg?.getAttribute(name)));
    if (svg !== null && width !== undefined && height !== undefined && width > 0) {
      const needs = `${Math.ceil(width * LEAST_SCALE) + 2 * PADDING + BORDERS}px`;
      drawing.closest('main')?.style.setProperty('--chart-needs', needs);
      // With the place of scroll bars, so that they do not change what they follow from.
      const wide = (drawing.offsetWidth - 2 * PADDING) / width;
      const high = scrollsAlone(drawing) ? (drawing.offsetHeight - 2 * PADDING) / height : wide;
      const scale = Math.min(1, Math.max(isWhole() ? 0 : LEAST_SCALE, Math.min(wide, high)));
      svg.style.width = `${Math.floor(width * scale)}px`;
    }
    say();
  }

  function say(): void {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = drawing;
    const isCut = scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1;
    hint.hidden = !isCut;
    if (!isCut) return;
    const names = cutStates(drawing);
    const most = names.slice(0, MOST_NAMES).join(', ');
    const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
    setText(
      hint,
      `Out of sight: ${names.length === 0 ? 'lines alone' : `${most}${more}`}. Scroll, or see the whole ( m ).`,
    );
  }

  drawing.addEventListener('scroll', say, { passive: true });
  new ResizeObserver(take).observe(drawing);
  return {
    button,
    hint,
    take,
    toggle,
    leave() {
      if (!isWhole()) return false;
      toggle();
      return true;
    },
  };
}

/** In a narrow window the drawing is as high as it likes, and the page scrolls. */
const scrollsAlone = (drawing: HTMLElement): boolean => getComputedStyle(drawing).flexGrow !== '0';

/** Names of the states that are not seen in full. */
function cutStates(drawing: HTMLElement): string[] {
  const { left, top } = drawing.getBoundingClientRect();
  const right = left + drawing.clientWidth;
  const bottom = top + drawing.clientHeight;
  return [...drawing.querySelectorAll('.state:not(.compound, .parallel)')].flatMap((state) => {
    const box = state.querySelector('rect')?.getBoundingClientRect();
    const seen =
      box === undefined ||
      (box.left >= left - 1 && box.right <= right + 1 && box.top >= top - 1 && box.bottom <= bottom + 1);
    return seen ? [] : [state.querySelector('.title')?.textContent ?? ''];
  });
}

/** Of {@link Fit.hint}. */
const MOST_NAMES = 4;
/** Text is 11 pixels high in the drawing itself, and then 7. */
const LEAST_SCALE = 0.64;
/** Of the panel, and what rounding takes. */
const BORDERS = 4;
/** Of the drawing's place. */
const PADDING = 4;
