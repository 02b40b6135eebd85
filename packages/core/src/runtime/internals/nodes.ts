import type { AnyStateNode } from 'xstate';

/** A state and all below it. A state's `order` is its place in that of its machine's root. */
export function inDocumentOrder(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(inDocumentOrder)];
}
