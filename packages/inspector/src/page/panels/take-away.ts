/** What can be taken away, at the moment that is shown: a menu of links. */
import type { Export } from '../../feed.js';
import { el } from '../dom.js';
import type { Model } from '../model.js';

export function takeAway(model: Model): HTMLElement {
  const list = el('ul', {});
  const summary = el('summary', {}, 'take away');
  const menu = el(
    'details',
    {
      class: 'menu',
      ontoggle: () => list.replaceChildren(...linksOf(model).map(([text, href]) => el('li', {}, download(text, href)))),
    },
    summary,
    list,
  );
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    // It would mean something else to the page.
    event.stopPropagation();
    menu.open = false;
    summary.focus();
  });
  const leave = (to: EventTarget | null): void => {
    if (to instanceof Node && !menu.contains(to)) menu.open = false;
  };
  menu.addEventListener('focusout', ({ relatedTarget }) => leave(relatedTarget));
  document.addEventListener('pointerdown', ({ target }) => leave(target));
  return menu;
}

const download = (text: string, href: string): HTMLElement => el('a', { href, download: '' }, text);

function linksOf({ hello, chart, view }: Model): (readonly [string, string])[] {
  const address = (name: Export, parameters: Record<string, string | number>) =>
    `/export/${name}?${new URLSearchParams(Object.entries({ ...parameters, view: hello?.view ?? '' }).map(([key, value]) => [key, String(value)]))}`;
  const { connection, filter } = view;
  const one = connection === null ? [] : [connection];
  const drawn = chart === undefined ? [] : [chart.id];
  return [
    ['connections as JSON', address('connections.json', { filter })],
    ['numbers for Prometheus', address('metrics', {})],
    ...drawn.flatMap((id) => [
      ['this chart as SVG', address('chart.svg', { chart: id })] as const,
      ['this chart as Mermaid', address('chart.mmd', { chart: id })] as const,
    ]),
    ...one.flatMap((id) => [
      [`#${id} as Chrome trace`, address('trace.json', { connection: id })] as const,
      [`#${id} as qlog`, address('trace.qlog', { connection: id })] as const,
      [`#${id} as pcapng, for Wireshark`, address('trace.pcapng', { connection: id })] as const,
    ]),
    ['everything that is kept, as a file to open again', address('dump', {})],
  ];
}
