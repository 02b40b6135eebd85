import type { AnyStateNode } from 'xstate';

/** A state and all below it. A state's `order` is its place in that of its machine's root. */
export function inDocumentOrder(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(inDocumentOrder)];
}

/** What XState knows the transitions of a state by, in the order of the edges. */
export function transitionsOf(node: AnyStateNode): readonly TransitionObject[] {
  return [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
}

export interface TransitionObject {
  guard?: unknown;
  actions: readonly unknown[];
}
