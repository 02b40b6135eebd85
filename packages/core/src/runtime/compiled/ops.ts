import type { AnyEventObject } from 'xstate';
import { ActionArgs } from '../action-args.js';
import { doneType } from '../internals/event-types.js';
import type { ActionModel, Args, Collect, Expression, MachineModel, OutputModel, Slot, StateModel } from '../model.js';
import { anonymous } from '../timers.js';
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
    this.collect = fields.collect;
    this.value = fields.value;
    this.delay = fields.delay;
    this.slot = fields.slot ?? anonymous;
    this.checkTarget = fields.checkTarget;
    this.paramsOf = params?.evaluate;
    this.params = params?.value;
  }

  /** The function of a `call`; what makes the event of an `emit`, `raise` or `send`, the id of a `cancel`, an output, or what is logged. */
  readonly call: Expression | undefined = undefined;
  readonly assigner: Assigner | undefined = undefined;
  /** The event, or the type of the event, where no function makes it; the name of a `call`; the label of a `log`. */
  readonly value: unknown;
  readonly delay: number | Expression | undefined = undefined;
  readonly slot: Slot;
  readonly checkTarget: ((args: Args, params: unknown) => void) | undefined = undefined;
  readonly collect: Collect | undefined = undefined;
  readonly paramsOf: ((args: Args) => unknown) | undefined = undefined;
  readonly params: unknown;
}

export type OpKind =
  | 'call'
  | 'assign'
  | 'emit'
  | 'raise'
  | 'delay'
  | 'send'
  | 'cancel'
  | 'cancel-by'
  | 'enqueue'
  | 'log'
  | 'done'
  | 'complete';

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
    case 'send': {
      const { event, delay, slot, checkTarget } = action;
      return new Op('send', { ...eventFields(event), delay, slot, checkTarget }, action);
    }
    case 'cancel': {
      const { id } = action;
      return typeof id === 'function'
        ? new Op('cancel-by', { call: id, value: model.timerSlots }, action)
        : new Op('cancel', { slot: slotNamed(model, id) }, action);
    }
    case 'enqueue':
      return new Op('enqueue', { collect: action.collect }, action);
    case 'log': {
      const { logged, label } = action;
      return new Op(
        'log',
        { call: typeof logged === 'function' ? (logged as Expression) : () => logged, value: label },
        action,
      );
    }
  }
}

/** The slot of an id, which XState makes a string of. */
export function slotNamed({ timerSlots }: MachineModel, id: unknown): Slot {
  const name = `${id}`;
  return timerSlots.get(name) ?? name;
}

/** Raises the event that a state is done: its final child was entered, or the last one of its regions is done. */
export function doneOp(parent: StateModel, output?: OutputModel): Op {
  return new Op('done', { value: doneType(parent.id), call: outputCall(output) });
}

/**
 * Ends the machine, with its output.
 *
 * @param completing the state that was entered or done last, by which the machine is
 */
export function completeOp(model: MachineModel, completing: StateModel): Op {
  const { output } = model;
  if (output === undefined) {
    return new Op('complete', {});
  }
  const itsOutput = outputCall(completing.parent === -1 ? undefined : completing.output);
  const machineOutput = outputCall(output) as Expression;
  const type = doneType(completing.id);
  // The machine's output is made of the event that this state is done; its own output is in it.
  const call: Expression = ({ context, event }, params) => {
    const done: AnyEventObject = { type, output: itsOutput?.(new ActionArgs(context, event), params) };
    return machineOutput(new ActionArgs(context, done), params);
  };
  return new Op('complete', { call });
}

function eventFields(event: AnyEventObject | Expression): Pick<Op, 'call' | 'value'> {
  return typeof event === 'function'
    ? { call: event as Expression, value: undefined }
    : { call: undefined, value: event };
}

function outputCall(output: OutputModel | undefined): Expression | undefined {
  if (output === undefined) {
    return undefined;
  }
  if (output.kind === 'value') {
    return () => output.value;
  }
  const { evaluate } = output;
  // Not as it is: XState gives it no params.
  return (args) => evaluate(args);
}
