import type { AnyStateNode } from 'xstate';
import { orNearest } from '../../errors/nearest.js';
import { isReserved } from './event-types.js';
import { refuse, reject } from './refuse.js';

/**
 * Refuses what a state uses that no half can run.
 *
 * @param ids of the states that were checked before
 */
export function checkState(node: AnyStateNode, ids: Set<string>): void {
  const path = node.path.join('.');
  if (ids.has(node.id)) {
    refuse(path, `the id '${node.id}', which another state has too`, 'Give every state its own id.');
  }
  ids.add(node.id);
  if (node.key.includes('.') && node.parent !== undefined) {
    refuse(path, 'a dot in its name', 'Use a dash: dots separate the names in a path.');
  }
  checkChildren(node, path);
  if (node.invoke.length > 0) {
    refuse(path, '`invoke`', 'Start the work beside the connection and send the half an event when it is done.');
  }
  if (node.config.route !== undefined) {
    refuse(path, '`route`', 'Write the transition to it as an ordinary event.');
  }
  if (node.type === 'compound') {
    checkInitial(node, path);
  }
  for (const event of node.transitions.keys()) {
    checkDescriptor(event, path);
  }
  checkAfter(node, path);
  if (node.type === 'history') {
    checkHistory(node, path);
  }
}

function checkChildren({ type, states }: AnyStateNode, path: string): void {
  const children = Object.values(states);
  if (type === 'parallel') {
    if (!children.some((child) => child.type !== 'history')) {
      refuse(path, "the type 'parallel' without regions", 'Give it regions, or leave out `type`.');
    }
  } else if (type !== 'compound' && children.length > 0) {
    refuse(path, `children in a state of type '${type}'`, 'Leave out `type`, or take the children out.');
  }
}

function checkDescriptor(event: string, path: string): void {
  if (isReserved(event)) {
    refuse(path, `the event '${event}'`, 'XState gives it a meaning of its own: name the event differently.');
  }
  if (event.replace(/(^|\.)\*$/, '').includes('*')) {
    refuse(path, `the event '${event}'`, 'A star stands for something only at the end, by itself or after a dot.');
  }
}

function checkInitial(node: AnyStateNode, path: string): void {
  const { initial } = node.config as { readonly initial?: string | { readonly target?: string } };
  const target = typeof initial === 'object' ? initial.target : initial;
  const children = Object.keys(node.states);
  if (target === undefined) {
    reject(path, 'has children and no `initial` state', `Write \`initial: '${children[0]}'\``);
  }
  // XState takes ids too, and finds them by itself.
  if (!children.includes(target) && !/^[.#]/.test(target)) {
    reject(
      path,
      `begins with the state '${target}', which it does not have`,
      orNearest(target, children, `It has: ${children.join(', ')}`),
    );
  }
}

/** Two spellings of one number share XState's timer id, and the first timer would outlive its state. */
function checkAfter(node: AnyStateNode, path: string): void {
  const seen = new Set<string | number>();
  for (const delay of Object.keys((node.config.after as object | undefined) ?? {})) {
    const resolved = Number.isNaN(+delay) ? delay : +delay;
    if (seen.has(resolved)) {
      refuse(path, `the delay ${resolved} twice in \`after\``, 'Write its transitions as one list.');
    }
    seen.add(resolved);
  }
}

/** Nothing is ever in a history state, so nothing that it has would happen. */
function checkHistory({ transitions, always, entry, exit, meta }: AnyStateNode, path: string): void {
  const idle = transitions.size === 0 && always === undefined && entry.length === 0 && exit.length === 0;
  if (!idle || (meta as { need?: unknown } | undefined)?.need !== undefined) {
    refuse(path, 'transitions, actions or a need in a history state', 'Put them into the states that it leads to.');
  }
}
