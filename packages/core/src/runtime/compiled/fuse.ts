import { ActionArgs } from '../action-args.js';
import { guardError } from '../internals/guard-error.js';
import { assignDeclarations, assignSource, hasKeys } from './fuse-assign.js';
import { recordSource } from './fuse-record.js';
import { generate } from './generate.js';
import type { Op } from './ops.js';
import { emits, raised } from './scratch.js';
import type { Microstep, React, Reaction } from './table.js';

/**
 * All that an event does in one row as a function of its own, without a loop: guards, steps, counters and the next row. So
 * the engine can inline the author's functions, and need not make the objects that nobody else sees. It does what
 * `process` of a run does, step by step. Undefined where generating code is forbidden.
 *
 * The text depends on the kinds of the steps alone; all values come in as arguments.
 */
export function fuse(reaction: Reaction): React | undefined {
  const { candidates, type } = reaction;
  const emissions = Array.from({ length: Math.max(0, ...candidates.map(emissionsOf)) }, (_, at) => `emitted${at}`);
  // Guards may change an event, and so are not asked what its type was.
  const source = `const { candidates${type === undefined ? '' : ', type'} } = reaction;
  ${candidates.map(declarationsOf).join('\n')}
  return (run, event) => {
    const raisedBefore = raised.top;
    const emitsBefore = emits.top;
    ${emissions.map((name) => `let ${name} = nothing;`).join(' ')}
    event: try {
      const { context } = run;
      ${type === undefined ? 'const { type } = event;' : ''}
      ${candidates.map((microstep, at) => branchOf(microstep, at, type)).join('\n')}
      run.refuse(reaction, context, event, run.row);
      run.settle(run.row, context, event, raisedBefore);
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
    ActionArgs,
    guardError,
    emits,
    raised,
    nothing,
    hasKeys,
    Object.prototype,
  );
}

/** In place of an event that was not emitted. */
const nothing = Symbol('nothing');

const parameters = ['reaction', 'ActionArgs', 'guardError', 'emits', 'raised', 'nothing', 'hasKeys', 'plain'] as const;

type Factory = (
  reaction: Reaction,
  Arguments: typeof ActionArgs,
  toError: typeof guardError,
  emitted: typeof emits,
  raisedEvents: typeof raised,
  none: typeof nothing,
  check: typeof hasKeys,
  plain: object,
) => React;

function declarationsOf({ ops, guard }: Microstep, at: number): string {
  const ofOps = ops.map((op, i) => {
    const name = `${at}_${i}`;
    return `const op${name} = step${at}.ops[${i}], call${name} = op${name}.call, delay${name} = op${name}.delay;
  ${assignDeclarations(op, name)}`;
  });
  const test =
    guard === undefined ? '' : `, test${at} = step${at}.guard.${guard.plain === undefined ? 'test' : 'plain'}`;
  return `const step${at} = candidates[${at}], index${at} = step${at}.index, code${at} = step${at}.code, row${at} = step${at}.to${test};
  ${ofOps.join('\n')}`;
}

function branchOf(microstep: Microstep, at: number, type: string | undefined): string {
  const { guard } = microstep;
  if (guard === undefined) {
    return takeSource(microstep, at, type);
  }
  const test =
    guard.plain === undefined
      ? `test${at}(context, event, run.row.configuration)`
      : `test${at}(new ActionArgs(context, event), undefined)`;
  return `let passes${at};
    try {
      passes${at} = ${test};
    } catch (error) {
      throw guardError(step${at}.guard.type, step${at}.source, type, error);
    }
    if (passes${at}) {
      ${takeSource(microstep, at, type)}
    }`;
}

/** Events emitted by a transition after which nothing comes, as a rule: they need not go over the list. */
function emissionsOf({ ops, rests }: Microstep): number {
  return rests && !ops.some(({ kind }) => kind === 'enqueue' || kind === 'send')
    ? ops.filter((op) => op.kind === 'emit').length
    : 0;
}

/** One transition. The name of the context changes where the context does. */
function takeSource(microstep: Microstep, at: number, type: string | undefined): string {
  const { ops, rests } = microstep;
  const direct = emissionsOf(microstep) > 0;
  let context = 'context';
  let emissions = 0;
  const steps = ops.map((op, i) => {
    const emitted = direct && op.kind === 'emit' ? `emitted${emissions++}` : undefined;
    const source = stepSource(op, `${at}_${i}`, context, emitted);
    if (op.kind === 'assign' || op.kind === 'enqueue') context = `context${at}_${i}`;
    return source;
  });
  const taken = `run.logic.taken[index${at}] += 1;
    ${recordSource(microstep, at, type)}`;
  const settle = `run.settle(row${at}, ${context}, event, raisedBefore);`;
  const arrive = `run.row = row${at}; ${context === 'context' ? '' : `run.context = ${context};`}`;
  // A delay that was none: something is raised after all, and what it emits comes after this.
  const queue = Array.from({ length: emissions }, (_, i) => `emits.push(emitted${i}); emitted${i} = nothing;`).join(
    ' ',
  );
  return `${steps.join('\n')}
    ${taken}
    ${rests ? `if (raised.top === raisedBefore) { ${arrive} } else { ${queue} ${settle} }` : settle}
    break event;`;
}

/** @param emitted the variable for an event that is emitted; undefined for the list of those */
function stepSource(op: Op, name: string, context: string, emitted: string | undefined): string {
  const args = `new ActionArgs(${context}, event)`;
  const params = op.paramsOf === undefined ? `op${name}.params` : `op${name}.paramsOf(${args})`;
  const event = op.call === undefined ? `op${name}.value` : `call${name}(${args}, params)`;
  switch (op.kind) {
    case 'call':
      return `{ const params = ${params}; call${name}(${args}, params); }`;
    case 'assign':
      return assignSource(op, name, context, params);
    case 'emit':
      return `{ const params = ${params}; ${emitted === undefined ? `emits.push(${event})` : `${emitted} = ${event}`}; }`;
    case 'raise':
      return `{ const params = ${params}; raised.push(${event}); }`;
    case 'delay': {
      const delayed = op.call === undefined ? `op${name}.value` : `call${name}(args, params)`;
      const delay = typeof op.delay === 'function' ? `delay${name}(args, params)` : `delay${name}`;
      return `{ const params = ${params}, args = ${args}, delayed = ${delayed}; run.delay(op${name}.slot, delayed, ${delay}); }`;
    }
    case 'cancel':
      return `${op.paramsOf === undefined ? '' : `${params};`} if (run.timers !== undefined) run.timers.cancel(op${name}.slot);`;
    case 'enqueue':
      return `const context${name} = run.step(op${name}, ${context}, event, ${params}, run.row.configuration);`;
    default:
      return `run.step(op${name}, ${context}, event, ${params}, run.row.configuration);`;
  }
}
