/** The chart of an XState machine that is known by its config alone, as JSON. */
import { createHash } from 'node:crypto';
import { type AnyStateMachine, type AnyStateNode, createMachine } from 'xstate';
import type { Chart, ChartEdge, ChartState } from '../feed.js';

export interface ActorChart extends Omit<Chart, 'id'> {
  /** Indices of the states that are active with a value of the machine's, the leaves alone. */
  leavesOf(value: unknown): number[];
}

/** Of a config that XState does not take, or of none, a chart with one state. */
export function actorChart(name: string, definition: string | undefined): ActorChart {
  const root = machineOf(name, definition).root;
  const nodes: AnyStateNode[] = [];
  const collect = (node: AnyStateNode) => {
    nodes.push(node);
    for (const child of Object.values(node.states)) collect(child);
  };
  collect(root);
  const indexOf = new Map(nodes.map((node, index) => [node, index]));
  const index = (node: AnyStateNode | undefined) => (node === undefined ? -1 : (indexOf.get(node) ?? -1));
  const states = nodes.map((node): ChartState => {
    const initial = node.type === 'compound' ? node.initial.target[0] : undefined;
    return {
      path: node.path.join('.'),
      parent: index(node.parent),
      type: node.type,
      initial: index(initial),
      ...(node.description === undefined ? {} : { description: node.description }),
      ...(node.tags.length === 0 ? {} : { tags: node.tags }),
    };
  });
  const edges = nodes.flatMap((node): ChartEdge[] =>
    [...[...node.transitions.values()].flat(), ...(node.always ?? [])].map(({ eventType, target, guard }) => ({
      source: index(node),
      targets: (target ?? []).map(index),
      event: eventType,
      label: labelOf(eventType, node),
      ...(guard === undefined ? {} : { guard: guardName(guard) }),
      kind: 'plain',
    })),
  );
  const hash = createHash('sha256')
    .update(JSON.stringify([states, edges]))
    .digest('hex')
    .slice(0, 16);
  return { protocol: name, half: 'machine', hash, states, edges, leavesOf: (value) => leaves(root, value).map(index) };
}

function machineOf(name: string, definition: string | undefined): AnyStateMachine {
  try {
    return createMachine(JSON.parse(definition ?? '{}'));
  } catch {
    return createMachine({ id: name });
  }
}

/** A value is the key of a child, or an object of keys with the values of their children. */
function leaves(node: AnyStateNode, value: unknown): AnyStateNode[] {
  if (typeof value === 'string') {
    const child = node.states[value];
    return [child ?? node];
  }
  if (typeof value !== 'object' || value === null) return [node];
  const inner = Object.entries(value).flatMap(([key, below]) => {
    const child = node.states[key];
    return child === undefined ? [] : leaves(child, below);
  });
  return inner.length === 0 ? [node] : inner;
}

function labelOf(event: string, { id }: AnyStateNode): string {
  if (event === '') return 'always';
  if (event.startsWith('xstate.done.')) return 'done';
  if (event.startsWith('xstate.error.')) return 'error';
  if (!event.startsWith('xstate.after.')) return event;
  const delay = event.slice('xstate.after.'.length, -id.length - 1);
  return Number.isNaN(Number(delay)) ? `after ${delay}` : `after ${delay} ms`;
}

function guardName(guard: unknown): string {
  if (typeof guard === 'string') return guard;
  const { type } = guard as { readonly type?: unknown };
  return typeof type === 'string' && type !== '' ? type : 'inline';
}
