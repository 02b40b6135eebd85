/**
 * Makes an XState machine of an SCXML document, the way XState's own repository does for its tests: `send` to the session
 * itself becomes `raise`, transitions re-enter unless they are internal, `In` becomes `stateIn`. What needs a data model, other
 * sessions or an I/O processor is left out, with the reason.
 */

import { xml2js } from 'xml-js';
import { type AnyStateMachine, cancel, createMachine, enqueueActions, log, not, raise, stateIn } from 'xstate';

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
    throw new LeftOut('data model');
  }
  const initial = root.attributes?.['initial'];
  const config = stateOf(root);
  const [first] = childrenOf(root, 'state', 'parallel', 'final');
  return createMachine({
    id: 'scxml',
    ...config,
    ...initialOf(initial?.split(/\s+/), first, config['states'] as Config),
  } as never);
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
  if (/^\s*(true|false)\s*$/.test(cond)) return () => cond.trim() === 'true';
  throw new LeftOut('data model');
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
      return log(attributes['expr'] ?? '', attributes['label']);
    case 'cancel':
      if (attributes['sendid'] === undefined) throw new LeftOut('data model');
      return cancel(attributes['sendid']);
    case 'send':
      return sendOf(element, attributes);
    case 'if':
      return branchesOf(element);
    default:
      throw new LeftOut(nameOf(element) === 'invoke' ? 'invoke' : 'data model');
  }
}

function sendOf(element: Element, attributes: Readonly<Record<string, string>>): unknown {
  const { event, delay = '0', id, target, type } = attributes;
  if (target !== undefined && target !== '#_internal') throw new LeftOut('other sessions');
  if (type !== undefined && !type.endsWith('SCXMLEventProcessor') && type !== 'scxml')
    throw new LeftOut('I/O processor');
  const computed = ['eventexpr', 'delayexpr', 'targetexpr', 'typeexpr', 'idlocation', 'namelist'].some(
    (name) => name in attributes,
  );
  if (event === undefined || computed || childrenOf(element, 'param', 'content').length > 0)
    throw new LeftOut('data model');
  const [, number, unit] = /^\s*([\d.]+)\s*(ms|s)?\s*$/.exec(delay) ?? [];
  const milliseconds = Number(number) * (unit === 's' ? 1000 : 1);
  // Events for the session itself come after those that it raises: by a time-out of no time.
  const options = { ...(target === undefined && { delay: milliseconds }), ...(id !== undefined && { id }) };
  return raise({ type: event } as never, options as never);
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
  const known = ['state', 'parallel', 'final', 'history', 'initial', 'transition', 'onentry', 'onexit'];
  for (const child of element.elements ?? []) {
    if (child.type !== 'element' || known.includes(nameOf(child))) continue;
    throw new LeftOut(nameOf(child) === 'invoke' ? 'invoke' : 'data model');
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
