/** What a machine's state nodes say of a transition, the way XState documents it. */
import { type AnyMachineSnapshot, type AnyStateNode, assertEvent } from 'xstate';
import type { Feature } from './features.js';

/** What XState makes of a transition. */
export interface Definition {
  readonly eventType: string;
  readonly source: AnyStateNode;
  readonly target?: readonly AnyStateNode[];
  readonly reenter: boolean;
  readonly meta?: { readonly cancels: boolean; readonly mark: string };
}

/** A node and all below it, in document order. */
export function* nodesOf(node: AnyStateNode): Generator<AnyStateNode> {
  yield node;
  for (const child of Object.values(node.states)) {
    yield* nodesOf(child);
  }
}

/** The nodes that starting a machine enters. */
export function initialNodes(node: AnyStateNode): AnyStateNode[] {
  const below = node.type === 'parallel' ? regionsOf(node) : node.type === 'compound' ? node.initial.target : [];
  return [node, ...(below as AnyStateNode[]).flatMap(initialNodes)];
}

/** The active nodes without active nodes below them, in document order. */
export function leavesOf(snapshot: Pick<AnyMachineSnapshot, '_nodes'>): AnyStateNode[] {
  return snapshot._nodes.filter(({ type }) => type === 'atomic' || type === 'final').sort((a, b) => a.order - b.order);
}

/** Where that is: dotted paths. */
export function pathOf(leaves: readonly AnyStateNode[]): string {
  return leaves.map((node) => node.path.join('.')).join(' & ');
}

/**
 * Every transition that may be asked because of an event (`''` for `always`), in order, before this one or, without it,
 * before the event is refused. Where regions are asked apart, those of its own.
 */
export function askedBefore(leaves: readonly AnyStateNode[], type: string, taken: Definition | undefined): number {
  const asked =
    taken?.eventType === '' ? alwaysOf(leaves, taken.source) : askedIn(leaves, leaves[0]?.machine.root, type);
  if (taken === undefined) return asked.length;
  const own = asked.filter(({ source }) => source === taken.source || isBelow(source, taken.source));
  return own.indexOf(taken);
}

/** An `always` transition around several regions is asked for each of them: then only its own state counts. */
function alwaysOf(leaves: readonly AnyStateNode[], source: AnyStateNode): Definition[] {
  const [leaf, ...others] = leaves.filter((node) => node === source || isBelow(node, source));
  const nodes = others.length > 0 || leaf === undefined ? [source] : chainOf(leaf);
  return nodes.flatMap((node) => (node.always ?? []) as unknown as Definition[]);
}

function askedIn(leaves: readonly AnyStateNode[], node: AnyStateNode | undefined, type: string): Definition[] {
  if (node === undefined) return [];
  const active = Object.values(node.states).filter((child) =>
    leaves.some((leaf) => leaf === child || isBelow(leaf, child)),
  );
  const own = [...node.transitions]
    .filter(([descriptor]) => matches(type, descriptor))
    .sort(([a], [b]) => (b === type ? 1 : 0) - (a === type ? 1 : 0) || b.length - a.length)
    .flatMap(([, list]) => list as unknown as Definition[]);
  return [...active.flatMap((child) => askedIn(leaves, child, type)), ...own];
}

export function regionsOf(node: AnyStateNode): AnyStateNode[] {
  return Object.values(node.states).filter((child) => child.type !== 'history');
}

/** The features that a transition runs when it is taken. */
export function featuresOf({ eventType, source, target, reenter, meta }: Definition): Feature[] {
  const to = target?.[0];
  const features: readonly (readonly [boolean, Feature])[] = [
    [source.path.length > 1 || (to?.path.length ?? 0) > 1, 'nested'],
    [eventType === '', 'always'],
    [eventType.startsWith('xstate.done'), 'onDone'],
    [eventType.startsWith('xstate.done') && source.type === 'parallel', 'regions done'],
    [(target?.length ?? 0) > 1, 'several targets'],
    [target?.some((node) => node.type === 'history' && node.history === 'deep') === true, 'history deep'],
    [target?.some((node) => node.type === 'history' && node.history !== 'deep') === true, 'history shallow'],
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

const matched = new Map<string, boolean>();

/** XState has this only as an assertion, which is slow where it fails: each pair is asked once. */
function matches(type: string, descriptor: string): boolean {
  const pair = `${type} ${descriptor}`;
  const known = matched.get(pair);
  if (known !== undefined) return known;
  const answer = asserts(type, descriptor);
  matched.set(pair, answer);
  return answer;
}

function asserts(type: string, descriptor: string): boolean {
  try {
    assertEvent({ type } as never, descriptor as never);
    return true;
  } catch {
    return false;
  }
}
