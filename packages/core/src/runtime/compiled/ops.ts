import type { AnyEventObject } from 'xstate';
import { doneType } from '../internals/event-types.js';
import type { ActionModel, Args, Expression, MachineModel, OutputModel, StateModel } from '../model.js';
import { anonymous } from '../timers.js';
import { ActionArgs } from './action-args.js';
import { Assigner } from './assigner.js';

/** One step of a transition. All of them have the same shape, which is what makes the loop over them fast. */
export class Op {
  constructor(
    readonly kind: OpKind,
    fields: Partial<Omit<Op, 'kind'>>,
    params?: { readonly evaluate: Op['paramsOf']; readonly value: unknown },
  ) {
    this.call = fields.call;
    this.assigner = fields.assigner;
    this.value = fields.value;
    this.delay = fields.delay;
    this.slot = fields.slot ?? anonymous;
    this.paramsOf = params?.evaluate;
    this.params = params?.value;
  }

  /** The function of a `call`; what makes the event of an `emit` or `raise`, the id of a `cancel`, or an output. */
  readonly call: Expression | undefined;
  readonly assigner: Assigner | undefined;
  /** The event, or the type of the event, where no function makes it; the name of a `call`. */
  readonly value: unknown;
  readonly delay: number | Expression | undefined;
  readonly slot: number;
  readonly paramsOf: ((args: Args) => unknown) | undefined;
  readonly params: unknown;
}

export type OpKind = 'call' | 'assign' | 'emit' | 'raise' | 'delay' | 'cancel' | 'cancel-by' | 'done' | 'complete';

export function actionOp(model: MachineModel, action: ActionModel): Op {
  switch (action.kind) {
    case 'call':
      return new Op('call', { call: action.call, value: action.name }, action);
    case 'assign':
      return new Op('assign', { assigner: new Assigner(action.assignment) }, action);
    case 'emit':
      return new Op('emit', eventFields(action.event), action);
    case 'raise': {
      const { event, delay, slot } = action;
      return delay === undefined
        ? new Op('raise', eventFields(event), action)
        : new Op('delay', { ...eventFields(event), delay, slot }, action);
    }
    case 'cancel': {
      const { id } = action;
      return typeof id === 'function'
        ? new Op('cancel-by', { call: id, value: model.timerSlots }, action)
        : new Op('cancel', { slot: model.timerSlots.get(id) ?? nobody }, action);
    }
  }
}

/** Raises the event that a compound state is done, because its final child was entered. */
export function doneOp(parent: StateModel, final: StateModel): Op {
  return new Op('done', { value: doneType(parent.id), call: outputCall(final.output) });
}

/** Ends the machine, with its output. */
export function completeOp(model: MachineModel, final: StateModel): Op {
  const { output } = model;
  if (output === undefined) {
    return new Op('complete', {});
  }
  const finalOutput = outputCall(final.parent === -1 ? undefined : final.output);
  const machineOutput = outputCall(output) as Expression;
  const type = doneType(final.id);
  // The machine's output is made of the event that its final state is done; that state's own output is in it.
  const call: Expression = (args, params) => {
    const event: AnyEventObject = { type, output: finalOutput?.(args, params) };
    return machineOutput(new ActionArgs(args.context, event), params);
  };
  return new Op('complete', { call });
}

/** The slot of an id that nothing is scheduled under. */
const nobody = -2;

function eventFields(event: AnyEventObject | Expression): Pick<Op, 'call' | 'value'> {
  return typeof event === 'function'
    ? { call: event as Expression, value: undefined }
    : { call: undefined, value: event };
}

function outputCall(output: OutputModel | undefined): Expression | undefined {
  if (output === undefined) {
    return undefined;
  }
  return output.kind === 'value' ? () => output.value : output.evaluate;
}
