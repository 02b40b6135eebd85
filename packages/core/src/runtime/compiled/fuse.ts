import { ActionArgs } from '../action-args.js';
import { guardError } from '../internals/guard-error.js';
import { answered, done } from '../returned.js';
import { hasKeys } from './fuse-assign.js';
import { OF_RUN } from './fuse-record.js';
import { generate } from './generate.js';
import { reactionSource } from './reaction-source.js';
import { emits, raised } from './scratch.js';
import type { React, Reaction } from './table.js';

/**
 * All that an event does in one row as a function of its own. So the engine can inline the author's functions, and need not
 * make the objects that nobody else sees. Undefined where generating code is forbidden.
 */
export function fuse(reaction: Reaction): React | undefined {
  const { declarations, statements, emissions } = reactionSource(reaction, 'reaction', OF_RUN);
  const source = `const { ${Object.keys(helpers).join(', ')} } = helpers;
  const cool = () => reaction.cool();
  ${declarations}
  return (run, event) => {
    ${statements}
    ${emissions.map((name) => `if (${name} !== nothing) run.tellOne(${name});`).join(' ')}
  };`;
  return generate<Factory>(['reaction', 'helpers'], source)?.(reaction, helpers);
}

type Factory = (reaction: Reaction, given: typeof helpers) => React;

/** In place of an event that was not emitted. */
const nothing = Symbol('nothing');

/** What the text of a reaction needs of ours. */
export const helpers = {
  ActionArgs,
  answered,
  done,
  emits,
  guardError,
  hasKeys,
  nothing,
  plain: Object.prototype,
  raised,
};
