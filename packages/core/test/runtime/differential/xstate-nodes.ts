/** What a machine's state nodes say of a transition, the way XState documents it. */
import { type AnyMachineSnapshot, type AnyStateNode, assertEvent, type StateValue } from 'xstate';
import type { Feature } from './features.js';

/** What XState makes of a transition. */
export interface Definition {
  readonly eventType: string;
  readonly source: AnyStateNode;
  readonly target?: readonly AnyStateNode[];
  readonly reenter: boolean;
  readonly meta?: { readonly cancels: boolean };
}

/** A node and all below it, in document order. */
export function* nodesOf(node: AnyStateNode): Generator<AnyStateNode> {
  yield node;
  for (const child of Object.values(node.states)) {
    yield* nodesOf(child);
  }
}

/** The nodes that starting a machine enters, outermost first. */
export function initialNodes(root: AnyStateNode): AnyStateNode[] {
  const initial: AnyStateNode[] = [];
  for (let node: AnyStateNode | undefined = root; node !== undefined; node = node.initial?.target[0]) {
    initial.push(node);
  }
  return initial;
}

/** Place of the active atomic state in document order. */
export function atomic(snapshot: AnyMachineSnapshot): number {
  return Math.max(...snapshot._nodes.map((node) => node.order));
}

/** The path of the active atomic state, dotted. */
export function pathOf(value: StateValue): string {
  if (typeof value === 'string') {
    return value;
  }
  return Object.entries(value)
    .map(([key, below]) => [key, pathOf(below as StateValue)].filter((part) => part !== '').join('.'))
    .join('|');
}

/** Every transition that may be asked in an atomic state because of an event (`''` for `always`), in order. */
export function candidatesOf(from: AnyStateNode, type: string): unknown[] {
  const chain = chainOf(from);
  if (type === '') {
    return chain.flatMap((node) => node.always ?? []);
  }
  return chain.flatMap((node) =>
    [...node.transitions]
      .filter(([descriptor]) => matches(type, descriptor))
      .sort(([a], [b]) => (b === type ? 1 : 0) - (a === type ? 1 : 0) || b.length - a.length)
      .flatMap(([, list]) => list as unknown[]),
  );
}

/** The features that a transition runs when it is taken. */
export function featuresOf({ eventType, source, target, reenter, meta }: Definition): Feature[] {
  const to = target?.[0];
  const features: readonly (readonly [boolean, Feature])[] = [
    [source.path.length > 1 || (to?.path.length ?? 0) > 1, 'nested'],
    [eventType === '', 'always'],
    [eventType.startsWith('xstate.done'), 'onDone'],
    [/^xstate\.after\.\d/.test(eventType), 'after number'],
    [/^xstate\.after\.[a-z]/.test(eventType), 'after named'],
    [eventType === '*', 'wildcard'],
    [eventType.endsWith('.*'), 'partial wildcard'],
    [to === undefined, 'targetless'],
    [to === source, 'to itself'],
    [to !== undefined && isBelow(to, source), 'to descendant'],
    [to !== undefined && isBelow(source, to), 'to ancestor'],
    [to !== undefined && reenter, 're-entering'],
    [meta?.cancels === true, 'cancel'],
  ];
  return features.filter(([seen]) => seen).map(([, feature]) => feature);
}

function chainOf(from: AnyStateNode): AnyStateNode[] {
  return from.parent === undefined ? [from] : [from, ...chainOf(from.parent)];
}

function isBelow(node: AnyStateNode, ancestor: AnyStateNode): boolean {
  return node.parent !== undefined && (node.parent === ancestor || isBelow(node.parent, ancestor));
}

/** XState has this only as an assertion. */
function matches(type: string, descriptor: string): boolean {
  try {
    assertEvent({ type } as never, descriptor as never);
    return true;
  } catch {
    return false;
  }
}
