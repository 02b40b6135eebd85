/**
 * Makes an XState machine of an SCXML document, the way XState's own repository does for its tests: `send` to the session
 * itself becomes `sendTo`, transitions re-enter unless they are internal, `In` becomes `stateIn`, variables become the context.
 * What needs scripts, loops, other sessions or an I/O processor is left out, with the reason.
 */

import { xml2js } from 'xml-js';
import {
  type AnyStateMachine,
  assign,
  cancel,
  createMachine,
  enqueueActions,
  log,
  not,
  raise,
  sendTo,
  stateIn,
} from 'xstate';
import { expression, type Scope } from './evaluate.js';

export class LeftOut extends Error {}

interface Element {
  readonly type: string;
  readonly name?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly elements?: readonly Element[];
}

type Config = Record<string, unknown>;

export function machineOf(text: string): AnyStateMachine {
  // A dot in an id would be a path to XState.
  const plain = text.replace(
    /(\b(?:id|target|initial)=")([^"]*)"/g,
    (_, name, ids) => `${name}${ids.replaceAll('.', '$')}"`,
  );
  const document = xml2js(plain) as { elements: readonly Element[] };
  const root = document.elements.find((element) => nameOf(element) === 'scxml') as Element;
  if (root.attributes?.['datamodel'] !== undefined && !['ecmascript', 'null'].includes(root.attributes['datamodel'])) {
    throw new LeftOut('data model of another language');
  }
  const initial = root.attributes?.['initial'];
  const config = stateOf(root);
  const [first] = childrenOf(root, 'state', 'parallel', 'final');
  return createMachine({
    id: 'scxml',
    context: dataOf(root),
    ...config,
    ...initialOf(initial?.split(/\s+/), first, config['states'] as Config),
  } as never);
}

/** Every `data` of the document, wherever it stands, is there from the start. */
function dataOf(element: Element): object {
  const own = childrenOf(element, 'datamodel').flatMap((model) => childrenOf(model, 'data'));
  const given = own.map(({ attributes = {}, elements = [] }) => {
    if (attributes['src'] !== undefined || elements.length > 0) throw new LeftOut('data in other forms');
    return [attributes['id'] as string, initialValueOf(attributes['expr'])] as const;
  });
  const below = (element.elements ?? []).map((child) => dataOf(child));
  return Object.assign(Object.fromEntries(given), ...below);
}

function initialValueOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return expression(text)({ context: {}, event: { type: '' } });
  } catch {
    throw new LeftOut('data of an expression that fails');
  }
}

function stateOf(element: Element): Config {
  const name = nameOf(element);
  const states = childrenOf(element, 'state', 'parallel', 'final', 'history');
  checkKnown(element);
  if (name === 'history') {
    const [transition] = childrenOf(element, 'transition');
    return {
      type: 'history',
      history: element.attributes?.['type'] ?? 'shallow',
      ...(transition !== undefined && { target: targetsOf(transition).map((id) => `#${id}`) }),
    };
  }
  const config: Config = {
    ...(name === 'parallel' && { type: 'parallel' }),
    ...(name === 'final' && { type: 'final' }),
    ...(states.length > 0 && {
      states: Object.fromEntries(states.map((child) => [keyOf(child), { id: keyOf(child), ...stateOf(child) }])),
    }),
    entry: childrenOf(element, 'onentry').flatMap(actionsOf),
    exit: childrenOf(element, 'onexit').flatMap(actionsOf),
    ...transitionsOf(element),
  };
  const first = states.find((child) => nameOf(child) !== 'history');
  if (name === 'state' && first !== undefined) {
    const [written] = childrenOf(element, 'initial');
    const [transition] = written === undefined ? [] : childrenOf(written, 'transition');
    const targets =
      transition === undefined ? element.attributes?.['initial']?.split(/\s+/) : namesIn(transition, 'target');
    Object.assign(config, initialOf(targets, first, config['states'] as Config, transition && actionsOf(transition)));
  }
  return config;
}

/** XState begins in a child, so a deeper beginning is led to by the children's own. */
function initialOf(
  targets: readonly string[] | undefined,
  first: Element | undefined,
  states: Config,
  actions: unknown[] = [],
): Config {
  const [target, ...others] = targets ?? (first === undefined ? [] : [keyOf(first)]);
  if (others.length > 0) throw new LeftOut('an initial configuration of several states');
  if (target === undefined) return {};
  const child = target in states ? target : Object.keys(states).find((key) => has(states[key] as Config, target));
  if (child === undefined) throw new LeftOut('an unknown initial state');
  if (child !== target) throw new LeftOut('an initial state that is no child');
  return { initial: { target: child, actions } };
}

function has({ states = {} }: { states?: Config }, key: string): boolean {
  return key in states || Object.values(states).some((state) => has(state as Config, key));
}

function transitionsOf(element: Element): Config {
  const on: Record<string, unknown[]> = {};
  const always: unknown[] = [];
  for (const transition of childrenOf(element, 'transition')) {
    const { event, cond, type, target } = transition.attributes ?? {};
    const config = {
      ...(target !== undefined && {
        target: targetsOf(transition).map((id) => `#${id}`),
        reenter: type !== 'internal',
      }),
      ...(cond !== undefined && { guard: guardOf(cond) }),
      actions: actionsOf(transition),
    };
    if (event === undefined) always.push(config);
    for (const descriptor of event?.trim().split(/\s+/) ?? []) {
      // A prefix stands for itself and all that begins with it.
      const prefix = descriptor.replace(/\.\*?$/, '');
      const key = prefix === '*' ? '*' : `${prefix}.*`;
      on[key] = [...(on[key] ?? []), config];
    }
  }
  return { on, always };
}

function guardOf(cond: string): unknown {
  const [, negated, id] = /^\s*(!?)\s*In\(\s*'([^']+)'\s*\)\s*$/.exec(cond) ?? [];
  if (id !== undefined) return negated === '!' ? not(stateIn(`#${id}`)) : stateIn(`#${id}`);
  if (/\bIn\(/.test(cond)) throw new LeftOut('In() within an expression');
  return expressionOf(cond);
}

function actionsOf(element: Element): unknown[] {
  return (element.elements ?? []).filter((child) => child.type === 'element').map(actionOf);
}

function actionOf(element: Element): unknown {
  const { attributes = {} } = element;
  switch (nameOf(element)) {
    case 'raise':
      return raise({ type: attributes['event'] as string } as never);
    case 'log':
      return log(expressionOf(attributes['expr'] ?? '""') as never, attributes['label']);
    case 'assign':
      return assignOf(element, attributes);
    case 'cancel':
      return cancel(attributes['sendid'] ?? (expressionOf(attributes['sendidexpr'] as string) as () => string));
    case 'send':
      return sendOf(element, attributes);
    case 'if':
      return branchesOf(element);
    default:
      throw new LeftOut(nameOf(element));
  }
}

function assignOf(element: Element, { location = '', expr }: Readonly<Record<string, string>>): unknown {
  if (!/^\w+$/.test(location) || expr === undefined || (element.elements ?? []).length > 0)
    throw new LeftOut('assign in other forms');
  return assign({ [location]: expressionOf(expr) } as never);
}

/** @throws {LeftOut} for what is no expression. */
function expressionOf(text: string): (scope: Scope) => unknown {
  try {
    return expression(text);
  } catch {
    throw new LeftOut('what is no expression');
  }
}

function sendOf(element: Element, attributes: Readonly<Record<string, string>>): unknown {
  const { event, eventexpr, delay, delayexpr, id, target, type } = attributes;
  if (target !== undefined && target !== '#_internal') throw new LeftOut('other sessions');
  if (type !== undefined && !type.endsWith('SCXMLEventProcessor') && type !== 'scxml')
    throw new LeftOut('I/O processor');
  if (['targetexpr', 'typeexpr', 'idlocation', 'namelist'].some((name) => name in attributes))
    throw new LeftOut('send in other forms');
  if (childrenOf(element, 'content').length > 0) throw new LeftOut('send in other forms');
  const params = childrenOf(element, 'param').map(
    ({ attributes: { name = '', expr = 'undefined' } = {} }) => [name, expressionOf(expr)] as const,
  );
  const typeOf = event === undefined ? expressionOf(eventexpr as string) : () => event;
  const made = (scope: Scope): unknown => ({
    type: typeOf(scope),
    ...(params.length > 0 && { data: Object.fromEntries(params.map(([name, value]) => [name, value(scope)])) }),
  });
  const later = delayexpr === undefined ? undefined : expressionOf(delayexpr);
  const options = {
    ...(delay !== undefined && { delay: millisecondsOf(delay) }),
    ...(later !== undefined && { delay: (scope: Scope) => millisecondsOf(String(later(scope))) }),
    ...(id !== undefined && { id }),
  };
  const given = params.length > 0 || event === undefined ? made : { type: event };
  return target === '#_internal'
    ? raise(given as never, options as never)
    : sendTo((({ self }: { self: unknown }) => self) as never, given as never, options as never);
}

function millisecondsOf(text: string): number {
  const [, number, unit] = /^\s*([\d.]+)\s*(ms|s)?\s*$/.exec(text) ?? [];
  return Number(number) * (unit === 's' ? 1000 : 1);
}

/** `if`, `elseif` and `else` stand between the actions that they are about. */
function branchesOf(element: Element): unknown {
  const branches: { readonly guard: unknown; readonly actions: unknown[] }[] = [
    { guard: guardOf(element.attributes?.['cond'] ?? ''), actions: [] },
  ];
  for (const child of element.elements ?? []) {
    if (child.type !== 'element') continue;
    const name = nameOf(child);
    if (name === 'elseif') branches.push({ guard: guardOf(child.attributes?.['cond'] ?? ''), actions: [] });
    else if (name === 'else') branches.push({ guard: () => true, actions: [] });
    else branches.at(-1)?.actions.push(actionOf(child));
  }
  return enqueueActions((({
    enqueue,
    check,
  }: {
    enqueue: (action: unknown) => void;
    check: (guard: unknown) => boolean;
  }) => {
    for (const action of branches.find(({ guard }) => check(guard))?.actions ?? []) enqueue(action);
  }) as never);
}

function checkKnown(element: Element): void {
  const known = ['state', 'parallel', 'final', 'history', 'initial', 'transition', 'onentry', 'onexit', 'datamodel'];
  for (const child of element.elements ?? []) {
    if (child.type !== 'element' || known.includes(nameOf(child))) continue;
    throw new LeftOut(nameOf(child));
  }
}

function targetsOf(element: Element): readonly string[] {
  return namesIn(element, 'target');
}

function namesIn(element: Element, attribute: string): readonly string[] {
  return element.attributes?.[attribute]?.trim().split(/\s+/) ?? [];
}

function childrenOf(element: Element, ...names: readonly string[]): readonly Element[] {
  return (element.elements ?? []).filter((child) => child.type === 'element' && names.includes(nameOf(child)));
}

const keys = new WeakMap<Element, string>();
let made = 0;

/** States without an id get one. */
function keyOf(element: Element): string {
  const key = element.attributes?.['id'] ?? keys.get(element) ?? `unnamed${++made}`;
  keys.set(element, key);
  return key;
}

function nameOf({ name = '' }: Element): string {
  return name.slice(name.indexOf(':') + 1);
}
