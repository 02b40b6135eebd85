import type { AnyEventObject } from 'xstate';
import type { Need } from '../../half/need.js';
import { endlessChain } from '../endless.js';
import { checkEventType, initType } from '../internals/event-types.js';
import { spawn, unavailable } from '../internals/unavailable.js';
import type { Args, Expression } from '../model.js';
import type { HalfHost, HalfRun, HalfStart } from '../runtime.js';
import { type TimerStore, Timers } from '../timers.js';
import { ActionArgs } from './action-args.js';
import type { Assigner } from './assigner.js';
import { choose, chooseAlways } from './choose.js';
import type { CompiledLogic } from './compiled.js';
import type { Op } from './ops.js';
import type { Plan, Row } from './program.js';
import { Scratch } from './scratch.js';
import { type Performer, straighten } from './straighten.js';

/**
 * Runs a compiled machine for one connection.
 *
 * State and context are kept in local variables while an event is processed and stored at its end. So an action that throws
 * leaves the run where it was before the event, as XState does.
 */
export class CompiledRun implements HalfRun, Performer {
  state: number;
  context: unknown;
  status: HalfRun['status'] = 'active';
  output: unknown;
  error: unknown;
  observed: boolean;
  private readonly host: HalfHost;
  private readonly half: number;
  timers: TimerStore | undefined;
  private now: number;
  protected busy = true;
  /** Events sent from within an action or by the host while it was told something. They wait for their turn. */
  private mail: AnyEventObject[] | undefined;
  /** The plain actions of the start. XState calls them once the machine stands in its first state. */
  protected deferred: Deferred[] | undefined = [];

  constructor(
    readonly logic: CompiledLogic,
    options: HalfStart,
  ) {
    this.state = logic.program.start.to;
    this.host = options.host;
    this.half = options.half;
    this.now = options.now;
    this.observed = options.observed ?? false;
  }

  /** Starts the machine. To be called once, before anything else. */
  begin(input: unknown): this {
    const base = emits.top;
    this.start(input);
    this.callDeferred(base);
    this.deliver(base);
    this.busy = false;
    return this;
  }

  get need(): Need | undefined {
    return this.logic.needs[this.state];
  }

  get deadline(): number {
    return this.timers === undefined ? Number.POSITIVE_INFINITY : this.timers.deadline;
  }

  send(event: AnyEventObject, now: number): void {
    if (this.status !== 'active') {
      return;
    }
    if (this.busy) {
      this.mail ??= [];
      this.mail.push(event);
      return;
    }
    const plans = this.find(event.type);
    const base = emits.top;
    this.now = now;
    this.busy = true;
    this.process(event, plans);
    if (emits.top !== base || this.mail !== undefined) {
      this.deliver(base);
    }
    this.busy = false;
  }

  fire(now: number): string | undefined {
    if (this.busy || this.timers === undefined) {
      return undefined;
    }
    const event = this.timers.take(now);
    if (event === undefined) {
      return undefined;
    }
    this.send(event, now);
    return event.type;
  }

  /** Enters the first state, and goes on from there until the machine rests. */
  private start(input: unknown): void {
    const { model, program } = this.logic;
    const base = raised.top;
    const emitBase = emits.top;
    this.context = model.context.kind === 'value' ? model.context.value : {};
    try {
      if (model.context.kind === 'factory') {
        this.context = { ...(model.context.create({ spawn, input, self: unavailable }) as object) };
      }
      const args = this.execute(program.start.ops, new ActionArgs(this.context, { type: initType, input }));
      this.settle(program.start.to, args, base);
      program.start.taken += 1;
    } catch (error) {
      this.deferred = [];
      this.output = undefined;
      this.fail(error, emitBase);
    } finally {
      raised.release(base);
    }
  }

  private callDeferred(emitBase: number): void {
    try {
      for (const { call, args, params } of this.deferred as Deferred[]) {
        call(args, params);
      }
    } catch (error) {
      this.fail(error, emitBase);
    }
    this.deferred = undefined;
  }

  private find(type: string): readonly Plan[] {
    const row = this.logic.rows[this.state] as Row;
    return row.named(type) ?? row.unnamed(checkEventType(type));
  }

  /** One macrostep: the event and all that it causes. Throws nothing. */
  private process(event: AnyEventObject, plans: readonly Plan[]): void {
    const base = raised.top;
    const emitBase = emits.top;
    try {
      const args = new ActionArgs(this.context, event);
      const plan = choose(plans, args);
      if (plan === undefined) {
        this.refused(plans, this.state, args);
        this.settle(this.state, args, base);
      } else {
        const after = this.take(plan, this.state, args);
        if (plan.rests && raised.top === base) {
          this.state = plan.to;
          this.context = after.context;
        } else {
          this.settle(plan.to, after, base);
        }
      }
    } catch (error) {
      this.output = undefined;
      this.fail(error, emitBase);
    }
    if (raised.top !== base) {
      raised.release(base);
    }
  }

  /** Takes `always` transitions and processes raised events until there are none; then stores where the machine has come to. */
  private settle(from: number, given: Args, base: number): void {
    const { rows } = this.logic;
    const { maxMicrosteps } = this.logic.model;
    let state = from;
    let args = given;
    let head = base;
    let steps = 0;
    // `always` transitions are tried after every microstep, except after one of their own that changed nothing.
    let tryAlways = true;
    while (this.status === 'active') {
      const row = rows[state] as Row;
      let plan: Plan | undefined = tryAlways && row.always.length > 0 ? chooseAlways(row.always, args) : undefined;
      if (plan !== undefined) {
        tryAlways = !plan.still;
      } else {
        if (head === raised.top) {
          break;
        }
        const event = raised.at(head);
        head += 1;
        args = new ActionArgs(args.context, event);
        const plans = row.named(event.type) ?? row.unnamed(event.type);
        plan = choose(plans, args);
        tryAlways = true;
        if (plan === undefined) {
          this.refused(plans, state, args);
        }
      }
      if (plan !== undefined) {
        args = this.take(plan, state, args);
        state = plan.to;
      }
      steps += 1;
      if (steps >= maxMicrosteps && this.status === 'active') {
        throw endlessChain(maxMicrosteps);
      }
    }
    this.state = state;
    this.context = args.context;
    if (this.status !== 'active') {
      this.timers?.clear();
    }
  }

  /** One microstep. Gives the arguments for what comes after it. */
  protected take(plan: Plan, from: number, given: Args): Args {
    const { perform } = plan;
    const args = perform === undefined ? this.perform(plan, given) : perform(this, given);
    plan.taken += 1;
    if (this.observed) {
      this.host.transitioned(this.half, from, plan.to, args.event.type, plan.edge);
    }
    return args;
  }

  /** Performs the steps of a transition that has not been taken often enough to make a function of them. */
  private perform(plan: Plan, given: Args): Args {
    if (plan.taken === takenOften) {
      plan.perform = straighten(plan.ops, emits, raised);
    }
    return this.execute(plan.ops, given);
  }

  protected refused(plans: readonly Plan[], state: number, args: Args): void {
    if (this.observed && plans.length > 0) {
      this.host.transitioned(this.half, state, state, args.event.type, -1);
    }
  }

  private execute(ops: readonly Op[], given: Args): Args {
    let args = given;
    for (let at = 0; at < ops.length; at++) {
      const op = ops[at] as Op;
      args = this.step(op, args, op.paramsOf === undefined ? op.params : op.paramsOf(args));
    }
    return args;
  }

  step(op: Op, args: Args, params: unknown): Args {
    switch (op.kind) {
      case 'call':
        this.call(op, args, params);
        break;
      case 'assign':
        return new ActionArgs((op.assigner as Assigner).run(args, params), args.event);
      case 'emit':
        emits.push(eventOf(op, args, params));
        break;
      case 'raise':
        raised.push(eventOf(op, args, params));
        break;
      case 'delay': {
        const event = eventOf(op, args, params);
        this.delay(op, event, typeof op.delay === 'function' ? op.delay(args, params) : op.delay);
        break;
      }
      case 'cancel':
        this.timers?.cancel(op.slot);
        break;
      case 'cancel-by': {
        const slot = (op.value as ReadonlyMap<unknown, number>).get((op.call as Expression)(args, params));
        if (slot !== undefined) {
          this.timers?.cancel(slot);
        }
        break;
      }
      case 'done':
        raised.push({ type: op.value as string, output: op.call?.(args, undefined) });
        break;
      case 'complete':
        this.output = op.call?.(args, undefined);
        this.status = 'done';
        break;
    }
    return args;
  }

  call(op: Op, args: Args, params: unknown): void {
    if (this.deferred === undefined) {
      (op.call as Expression)(args, params);
    } else {
      this.deferred.push({ call: op.call as Expression, args, params });
    }
  }

  delay(op: Op, event: AnyEventObject, delay: unknown): void {
    if (typeof delay === 'number') {
      this.timers ??= new Timers();
      this.timers.set(op.slot, event, this.now, delay);
    } else {
      // XState raises at once what has no delay.
      raised.push(event);
    }
  }

  /** Tells the host what was emitted, then processes the events that came in meanwhile. */
  private deliver(base: number): void {
    try {
      this.tell(base);
      for (let event = this.mail?.shift(); event !== undefined; event = this.mail?.shift()) {
        if (this.status === 'active') {
          this.process(event, this.find(event.type));
          this.tell(base);
        }
      }
    } catch (error) {
      emits.release(base);
      this.busy = false;
      throw error;
    }
  }

  private tell(base: number): void {
    const end = emits.top;
    for (let at = base; at < end; at++) {
      const event = emits.at(at);
      if (event === undefined || event === null) {
        // What XState makes of an `emit` whose function gave nothing.
        this.fail(new TypeError(`Cannot read properties of ${event} (reading 'type')`), base);
        return;
      }
      this.host.emitted(this.half, event);
    }
    emits.release(base);
  }

  /** Ends the run. State and context stay those before the event; what it emitted is not delivered. */
  private fail(error: unknown, emitBase: number): void {
    this.status = 'error';
    this.error = error;
    this.timers?.clear();
    emits.release(emitBase);
  }
}

/** A plain action that waits, with the arguments of its place. */
interface Deferred {
  readonly call: Expression;
  readonly args: Args;
  readonly params: unknown;
}

/** How often a transition is taken step by step before a function is made of its steps. */
const takenOften = 8;

const raised = new Scratch<AnyEventObject>();
const emits = new Scratch<AnyEventObject>();

function eventOf(op: Op, args: Args, params: unknown): AnyEventObject {
  return (op.call === undefined ? op.value : op.call(args, params)) as AnyEventObject;
}
