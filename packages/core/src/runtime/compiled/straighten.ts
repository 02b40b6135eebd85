import type { AnyEventObject } from 'xstate';
import type { Args } from '../model.js';
import { ActionArgs } from './action-args.js';
import { generate } from './generate.js';
import type { Op } from './ops.js';
import type { Scratch } from './scratch.js';

/** What a run offers to the steps of a transition. */
export interface Performer {
  readonly timers: { cancel(slot: number): void } | undefined;
  call(op: Op, args: Args, params: unknown): void;
  delay(op: Op, event: AnyEventObject, delay: unknown): void;
  step(op: Op, args: Args, params: unknown): Args;
}

/** Performs all steps of a transition; gives the arguments for what comes after it. */
export type Perform = (run: Performer, args: Args) => Args;

type Factory = (
  ops: readonly Op[],
  Arguments: typeof ActionArgs,
  emits: Scratch<AnyEventObject>,
  raised: Scratch<AnyEventObject>,
) => Perform;

/**
 * The steps of one transition as a function without a loop, so that the engine can inline the functions of just this
 * transition; or undefined where generating code is forbidden. The text depends on the kinds of the steps alone.
 */
export function straighten(
  ops: readonly Op[],
  emits: Scratch<AnyEventObject>,
  raised: Scratch<AnyEventObject>,
): Perform | undefined {
  const declarations = ops.map(
    (_op, at) => `const op${at} = ops[${at}], call${at} = op${at}.call, delay${at} = op${at}.delay;`,
  );
  const source = `${declarations.join('\n')}
  return (run, args) => {
    ${ops.map(stepSource).join('\n')}
    return args;
  };`;
  return generate<Factory>(['ops', 'ActionArgs', 'emits', 'raised'], source)?.(ops, ActionArgs, emits, raised);
}

function stepSource(op: Op, at: number): string {
  const params = op.paramsOf === undefined ? `op${at}.params` : `op${at}.paramsOf(args)`;
  const event = op.call === undefined ? `op${at}.value` : `call${at}(args, params)`;
  return `{ const params = ${params}; ${source()} }`;

  function source(): string {
    switch (op.kind) {
      case 'call':
        return `run.call(op${at}, args, params);`;
      case 'assign':
        return `args = new ActionArgs(op${at}.assigner.run(args, params), args.event);`;
      case 'emit':
        return `emits.push(${event});`;
      case 'raise':
        return `raised.push(${event});`;
      case 'delay': {
        const delay = typeof op.delay === 'function' ? `delay${at}(args, params)` : `delay${at}`;
        return `const event = ${event}; run.delay(op${at}, event, ${delay});`;
      }
      case 'cancel':
        return `if (run.timers !== undefined) run.timers.cancel(op${at}.slot);`;
      default:
        return `args = run.step(op${at}, args, params);`;
    }
  }
}
