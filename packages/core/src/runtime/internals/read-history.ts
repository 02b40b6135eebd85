import type { AnyStateNode } from 'xstate';
import type { HistoryModel } from '../model.js';
import { refuse } from './refuse.js';

/** Reads where a history state leads as long as it remembers nothing. */
export function readHistory(node: AnyStateNode): HistoryModel {
  const path = node.path.join('.');
  const parent = node.parent as AnyStateNode;
  const { target } = node.config as { target?: string | readonly string[] };
  const deep = node.history === 'deep';
  if (target === undefined) {
    const targets = parent.type === 'parallel' ? [parent] : parent.initial.target;
    if (targets.includes(node)) {
      refuse(path, 'itself for its default target', 'Give it a `target`, for when it remembers nothing.');
    }
    return { deep, targets: targets.map(({ order }) => order), initial: parent.type !== 'parallel' };
  }
  const targets = [target].flat().map((name) => childOf(parent, name, path));
  return { deep, targets: targets.map(({ order }) => order), initial: false };
}

/** As XState finds it: below the parent by names, or by id. */
function childOf(parent: AnyStateNode, target: string, path: string): AnyStateNode {
  const node = target.startsWith('#')
    ? parent.machine.getStateNodeById(target)
    : target.split('.').reduce<AnyStateNode | undefined>((at, key) => at?.states[key], parent);
  if (node === undefined || node.type === 'history' || !isBelow(node, parent)) {
    refuse(path, `'${target}' for its default target`, 'Name a state below its parent, and not another history state.');
  }
  return node;
}

function isBelow({ parent }: AnyStateNode, ancestor: AnyStateNode): boolean {
  return parent !== undefined && (parent === ancestor || isBelow(parent, ancestor));
}
