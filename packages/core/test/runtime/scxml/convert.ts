/**
 * Makes an XState machine of an SCXML document, the way XState's own repository does for its tests: `send` to the session
 * itself becomes `sendTo`, transitions re-enter unless they are internal, `In` becomes `stateIn`, variables become the context,
 * and what changes them an `assign`. What needs other sessions, an I/O processor or data in XML is left out, with the reason.
 */

import { xml2js } from 'xml-js';
import { type AnyStateMachine, createMachine } from 'xstate';
import { Actions, scriptOf } from './actions.js';
import { dataOf, payloadOf } from './data.js';
import { childrenOf, type Element, elementsOf, LeftOut, nameOf, namesIn } from './element.js';
import { Scripts } from './evaluate.js';

type Config = Record<string, unknown>;

/** @param folder where files are that the document names */
export function machineOf(text: string, folder: string): AnyStateMachine {
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
  return new Conversion(root, folder).machine();
}

class Conversion {
  private readonly scripts: Scripts;
  private readonly actions: Actions;
  private readonly script: string;
  private readonly keys = new Map<Element, string>();

  constructor(
    private readonly root: Element,
    private readonly folder: string,
  ) {
    this.script = childrenOf(root, 'script')
      .map((element) => scriptOf(element, folder))
      .join('\n');
    this.scripts = new Scripts(this.script);
    this.actions = new Actions(this.scripts, folder);
  }

  machine(): AnyStateMachine {
    const { root, scripts } = this;
    // The document's own script is run when it is loaded (5.8).
    const data = dataOf(root, scripts, this.folder);
    const config = this.state(root);
    const [first] = childrenOf(root, 'state', 'parallel', 'final');
    const initial = root.attributes?.['initial']?.trim().split(/\s+/);
    return createMachine({
      id: 'scxml',
      context: () => scripts.script(this.script)({ context: data, event: { type: '' } }),
      ...config,
      ...this.initial(initial, first, config['states'] as Config),
    } as never);
  }

  private state(element: Element): Config {
    const name = nameOf(element);
    const states = childrenOf(element, 'state', 'parallel', 'final', 'history');
    checkKnown(element);
    if (name === 'history') {
      const [transition] = childrenOf(element, 'transition');
      return {
        type: 'history',
        history: element.attributes?.['type'] ?? 'shallow',
        ...(transition !== undefined && { target: namesIn(transition, 'target').map((id) => `#${id}`) }),
      };
    }
    const [done] = childrenOf(element, 'donedata');
    const output = done && payloadOf(done, this.scripts);
    const config: Config = {
      ...(name === 'parallel' && { type: 'parallel' }),
      ...(name === 'final' && { type: 'final' }),
      ...(output !== undefined && { output }),
      ...(states.length > 0 && {
        states: Object.fromEntries(
          states.map((child) => [this.keyOf(child), { id: this.keyOf(child), ...this.state(child) }]),
        ),
      }),
      entry: childrenOf(element, 'onentry').flatMap((child) => this.actions.of(child)),
      exit: childrenOf(element, 'onexit').flatMap((child) => this.actions.of(child)),
      ...this.transitions(element),
    };
    const first = states.find((child) => nameOf(child) !== 'history');
    if (name === 'state' && first !== undefined) {
      const [written] = childrenOf(element, 'initial');
      const [transition] = written === undefined ? [] : childrenOf(written, 'transition');
      const targets =
        transition === undefined ? element.attributes?.['initial']?.trim().split(/\s+/) : namesIn(transition, 'target');
      const actions = transition && this.actions.of(transition);
      Object.assign(config, this.initial(targets, first, config['states'] as Config, actions));
    }
    return config;
  }

  /** XState begins in a child. A deeper beginning, or several, are led to by a state that is made for it. */
  private initial(
    targets: readonly string[] | undefined,
    first: Element | undefined,
    states: Config,
    actions: unknown[] = [],
  ): Config {
    const [target, ...others] = targets ?? (first === undefined ? [] : [this.keyOf(first)]);
    if (target === undefined) return {};
    if (others.length === 0 && target in states) return { initial: { target, actions } };
    const key = `beginning${this.keys.size}`;
    const always = { target: [target, ...others].map((id) => `#${id}`), actions };
    return { initial: key, states: { ...states, [key]: { always } } };
  }

  private transitions(element: Element): Config {
    const on: Record<string, unknown[]> = {};
    const always: unknown[] = [];
    for (const transition of childrenOf(element, 'transition')) {
      const { event, cond, type, target } = transition.attributes ?? {};
      const config = {
        ...(target !== undefined && {
          target: namesIn(transition, 'target').map((id) => `#${id}`),
          reenter: type !== 'internal',
        }),
        ...(cond !== undefined && { guard: this.actions.guard(cond) }),
        actions: this.actions.of(transition),
      };
      if (event === undefined) always.push(config);
      for (const descriptor of event?.trim().split(/\s+/) ?? []) {
        const key = keyOfDescriptor(descriptor);
        on[key] = [...(on[key] ?? []), config];
      }
    }
    return { on, always };
  }

  /** States without an id get one. */
  private keyOf(element: Element): string {
    const key = element.attributes?.['id'] ?? this.keys.get(element) ?? `unnamed${this.keys.size}`;
    this.keys.set(element, key);
    return key;
  }
}

/** A prefix stands for itself and all that begins with it. What tells of a state that is done has XState's own name for it. */
function keyOfDescriptor(descriptor: string): string {
  const prefix = descriptor.replace(/\.\*?$/, '').replace(/^done(?=\.|$)/, 'xstate.done');
  return prefix === '*' ? '*' : `${prefix}.*`;
}

function checkKnown(element: Element): void {
  const known = [
    'state',
    'parallel',
    'final',
    'history',
    'initial',
    'transition',
    'onentry',
    'onexit',
    'datamodel',
    'donedata',
  ];
  for (const child of elementsOf(element)) {
    if (known.includes(nameOf(child)) || (nameOf(child) === 'script' && nameOf(element) === 'scxml')) continue;
    throw new LeftOut(nameOf(child));
  }
}
