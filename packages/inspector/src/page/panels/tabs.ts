/** A tab for each protocol and half; those that follow each other are joined by an arrow. */
import { el } from '../dom.js';
import type { Model } from '../model.js';

export function protocolTabs(model: Model): { readonly element: HTMLElement; paint(): void } {
  const element = el('nav', { class: 'tabs', 'aria-label': 'protocols' });
  let buttons: { readonly button: HTMLElement; readonly protocol: number; readonly half: 'read' | 'write' }[] = [];

  function stages(index: number, seen: ReadonlySet<number>): HTMLElement[] {
    const info = model.hello?.protocols[index];
    if (info === undefined || seen.has(index)) return [];
    const halves = info.write === undefined ? (['read'] as const) : (['read', 'write'] as const);
    const tab = el(
      'span',
      { class: 'stage' },
      el('bdi', { class: 'name', title: info.name }, info.name),
      ...(info.role === 'actor' ? [] : [`· ${info.role}`]),
      ...halves.map((half) => {
        const onclick = () => model.choose({ protocol: index, half });
        const button = el('button', { onclick }, info.role === 'actor' ? 'machine' : half);
        buttons.push({ button, protocol: index, half });
        return button;
      }),
    );
    const further = info.next.flatMap(({ protocol }) => stages(protocol, new Set([...seen, index])));
    return further.length === 0 ? [tab] : [tab, el('span', { class: 'arrow', 'aria-label': 'then' }, '→'), ...further];
  }

  /** The buttons stay as they are, so that the focus does. */
  function paint(): void {
    const shown = model.protocol;
    for (const { button, protocol, half } of buttons) {
      const info = model.hello?.protocols[protocol];
      const isShown = shown === info && (info?.write === undefined || model.view.half === half);
      button.setAttribute('aria-pressed', String(isShown));
    }
  }

  model.on(['hello'], () => {
    const protocols = model.hello?.protocols ?? [];
    const followed = new Set(protocols.flatMap(({ next }) => next.map(({ protocol }) => protocol)));
    buttons = [];
    element.replaceChildren(
      ...protocols.flatMap((_, index) =>
        followed.has(index) ? [] : [el('div', { class: 'stages' }, ...stages(index, new Set()))],
      ),
    );
    paint();
  });
  return { element, paint };
}
