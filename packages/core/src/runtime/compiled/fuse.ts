import { guardError } from '../internals/guard-error.js';
import { ActionArgs } from './action-args.js';
import { assignDeclarations, assignSource, hasKeys, hasOwn } from './fuse-assign.js';
import { generate } from './generate.js';
import type { Op } from './ops.js';
import type { Plan } from './program.js';
import type { React, Reaction } from './reaction.js';
import type { Row } from './row.js';
import { emits, raised } from './scratch.js';

/**
 * All that an event does in one state as a function of its own, without a loop: guards, steps, counters and the next state. So
 * the engine can inline the author's functions, and need not make the objects that nobody else sees. It does what
 * {@link CompiledRun.process} does, step by step. Undefined where generating code is forbidden.
 *
 * The text depends on the kinds of the steps alone; all values come in as arguments.
 */
export function fuse(reaction: Reaction, rows: readonly (Row | undefined)[]): React | undefined {
  const { plans } = reaction;
  const emissions = Array.from({ length: Math.max(0, ...plans.map(emissionsOf)) }, (_, at) => `emitted${at}`);
  const source = `const { plans } = reaction;
  ${plans.map(declarationsOf).join('\n')}
  return (run, event) => {
    const raisedBefore = raised.top;
    const emitsBefore = emits.top;
    ${emissions.map((name) => `let ${name} = nothing;`).join(' ')}
    event: try {
      const args = new ActionArgs(run.context, event);
      ${plans.map(branchOf).join('\n')}
      run.refuse(plans, args);
      run.settle(run.row, args, raisedBefore);
    } catch (error) {
      run.output = undefined;
      run.fail(error, emitsBefore);
      ${emissions.map((name) => `${name} = nothing;`).join(' ')}
    }
    if (raised.top !== raisedBefore) raised.release(raisedBefore);
    if (emits.top !== emitsBefore) run.tell(emitsBefore);
    ${emissions.map((name) => `if (${name} !== nothing) run.tellOne(${name});`).join(' ')}
  };`;
  return generate<Factory>(parameters, source)?.(
    reaction,
    rows,
    ActionArgs,
    guardError,
    emits,
    raised,
    nothing,
    hasKeys,
    hasOwn,
  );
}

/** In place of an event that was not emitted. */
const nothing = Symbol('nothing');

const parameters = [
  'reaction',
  'rows',
  'ActionArgs',
  'guardError',
  'emits',
  'raised',
  'nothing',
  'hasKeys',
  'hasOwn',
] as const;

type Factory = (
  reaction: Reaction,
  rows: readonly (Row | undefined)[],
  Arguments: typeof ActionArgs,
  toError: typeof guardError,
  emitted: typeof emits,
  raisedEvents: typeof raised,
  none: typeof nothing,
  check: typeof hasKeys,
  own: typeof hasOwn,
) => React;

function declarationsOf({ ops }: Plan, at: number): string {
  const ofOps = ops.map((op, i) => {
    const name = `${at}_${i}`;
    return `const op${name} = plan${at}.ops[${i}], call${name} = op${name}.call, delay${name} = op${name}.delay;
  ${assignDeclarations(op, name)}`;
  });
  return `const plan${at} = plans[${at}], test${at} = plan${at}.test, index${at} = plan${at}.index, row${at} = rows[plan${at}.to];
  ${ofOps.join('\n')}`;
}

function branchOf(plan: Plan, at: number): string {
  if (plan.test === undefined) {
    return takeSource(plan, at);
  }
  return `let passes${at};
    try {
      passes${at} = test${at}(args);
    } catch (error) {
      throw guardError(plan${at}.guard.type, plan${at}.source, event.type, error);
    }
    if (passes${at}) {
      ${takeSource(plan, at)}
    }`;
}

/** Events emitted by a transition behind which nothing comes, as a rule: they need not go over the list. */
function emissionsOf({ ops, rests }: Plan): number {
  return rests ? ops.filter((op) => op.kind === 'emit').length : 0;
}

/** One transition. The names of the arguments change where the context does. */
function takeSource({ ops, rests }: Plan, at: number): string {
  let args = 'args';
  let emissions = 0;
  const steps = ops.map((op, i) => {
    const emitted = rests && op.kind === 'emit' ? `emitted${emissions++}` : undefined;
    const source = stepSource(op, `${at}_${i}`, args, emitted);
    if (op.kind === 'assign') args = `args${at}_${i}`;
    return source;
  });
  const taken = `run.logic.taken[index${at}] += 1;
    if (run.observed) run.observe(plan${at}, run.row.state, event.type);`;
  const settle = `run.settle(row${at}, ${args}, raisedBefore);`;
  const arrive = `run.row = row${at}; ${args === 'args' ? '' : `run.context = ${args}.context;`}`;
  // A delay that was none: something is raised after all, and what it emits comes behind this.
  const queue = Array.from({ length: emissions }, (_, i) => `emits.push(emitted${i}); emitted${i} = nothing;`).join(
    ' ',
  );
  return `${steps.join('\n')}
    ${taken}
    ${rests ? `if (raised.top === raisedBefore) { ${arrive} } else { ${queue} ${settle} }` : settle}
    break event;`;
}

/** @param emitted the variable for an event that is emitted; undefined for the list of those */
function stepSource(op: Op, name: string, args: string, emitted: string | undefined): string {
  const params = op.paramsOf === undefined ? `op${name}.params` : `op${name}.paramsOf(${args})`;
  const event = op.call === undefined ? `op${name}.value` : `call${name}(${args}, params)`;
  switch (op.kind) {
    case 'call':
      return `call${name}(${args}, ${params});`;
    case 'assign':
      return assignSource(op, name, args, params);
    case 'emit':
      return `{ const params = ${params}; ${emitted === undefined ? `emits.push(${event})` : `${emitted} = ${event}`}; }`;
    case 'raise':
      return `{ const params = ${params}; raised.push(${event}); }`;
    case 'delay': {
      const delay = typeof op.delay === 'function' ? `delay${name}(${args}, params)` : `delay${name}`;
      return `{ const params = ${params}, delayed = ${event}; run.delay(op${name}.slot, delayed, ${delay}); }`;
    }
    case 'cancel':
      return `${op.paramsOf === undefined ? '' : `${params};`} if (run.timers !== undefined) run.timers.cancel(op${name}.slot);`;
    default:
      return `run.step(op${name}, ${args}, ${params});`;
  }
}
