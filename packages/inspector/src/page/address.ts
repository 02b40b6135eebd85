/** What the person has chosen stands in the page's address: a connection can be linked to, and a reload changes nothing. */
import type { Column } from '../feed.js';
import type { Model, View } from './model.js';

export function viewOfAddress(hash: string): View {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const number = (name: string): number | undefined => {
    const value = parameters.get(name);
    return value === null || !Number.isFinite(Number(value)) ? undefined : Number(value);
  };
  const whole = (name: string): number | undefined => {
    const value = number(name);
    return Number.isSafeInteger(value) ? value : undefined;
  };
  return {
    protocol: whole('protocol'),
    half: parameters.get('half') === 'write' ? 'write' : 'read',
    filter: parameters.get('filter') ?? '',
    sort: (parameters.get('sort') ?? 'id') as Column,
    descending: parameters.has('descending'),
    connection: whole('connection') ?? null,
    time: number('time') ?? 'live',
    step: number('step'),
  };
}

export function addressOfView(view: View): string {
  const parameters = new URLSearchParams();
  if (view.protocol !== undefined && view.protocol !== 0) parameters.set('protocol', String(view.protocol));
  if (view.half !== 'read') parameters.set('half', view.half);
  if (view.filter !== '') parameters.set('filter', view.filter);
  if (view.sort !== 'id') parameters.set('sort', view.sort);
  if (view.descending) parameters.set('descending', '');
  if (view.connection !== null) parameters.set('connection', String(view.connection));
  if (view.time !== 'live') parameters.set('time', String(view.time));
  if (view.step !== undefined) parameters.set('step', String(view.step));
  return `#${parameters}`;
}

export function keepAddress(model: Model): void {
  model.on(['view', 'step'], () => history.replaceState(null, '', addressOfView(model.view)));
}
