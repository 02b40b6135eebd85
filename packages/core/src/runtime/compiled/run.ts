import type { AnyEventObject } from 'xstate';
import type { Need } from '../../needs/need.js';
import { endlessChain } from '../endless.js';
import { checkEventType, initType } from '../internals/event-types.js';
import { spawn, unavailable } from '../internals/unavailable.js';
import type { Args, Expression } from '../model.js';
import type { HalfHost, HalfRun, HalfStart } from '../runtime.js';
import { type PendingTimer, type TimerStore, Timers } from '../timers.js';
import { ActionArgs } from './action-args.js';
import type { Assigner } from './assigner.js';
import { choose, chooseAlways } from './choose.js';
import type { CompiledLogic } from './compiled.js';
import type { Op } from './ops.js';
import type { Plan } from './program.js';
import type { Reaction } from './reaction.js';
import type { Row } from './row.js';
import { emits, raised } from './scratch.js';

/**
 * Runs a compiled machine for one connection.
 *
 * State and context are kept in local variables while an event is processed and stored at its end. So an action that throws
 * leaves the run where it was before the event, as XState does.
 */
export class CompiledRun implements HalfRun {
  /** The row of the active atomic state. */
  row: Row;
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
    this.row = logic.rows[logic.program.start.to] as Row;
    this.host = options.host;
    this.half = options.half;
    this.now = options.now;
    this.observed = options.observed ?? false;
  }

  /** Starts the machine. To be called once, before anything else. */
  begin(input: unknown): this {
    const base = emits.top;
    this.start(input, base);
    this.callDeferred(base);
    this.tell(base);
    this.readMail();
    return this;
  }

  get state(): number {
    return this.row.state;
  }

  get need(): Need | undefined {
    return this.row.need;
  }

  get deadline(): number {
    return this.timers === undefined ? Number.POSITIVE_INFINITY : this.timers.deadline;
  }

  pending(): readonly PendingTimer[] {
    return this.timers?.pending() ?? [];
  }

  send(event: AnyEventObject, now: number, type = event.type): void {
    if (this.status !== 'active') {
      return;
    }
    if (this.busy) {
      this.mail ??= [];
      this.mail.push(event);
      return;
    }
    const reaction = this.reactionTo(type);
    this.now = now;
    this.busy = true;
    // Throws only what the host throws, and that is seen to where the host is told something.
    this.react(reaction, event);
    if (this.mail !== undefined) {
      this.readMail();
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
  private start(input: unknown, emitsBefore: number): void {
    const { model, program } = this.logic;
    const base = raised.top;
    this.context = model.context.kind === 'value' ? model.context.value : {};
    try {
      if (model.context.kind === 'factory') {
        this.context = Object.assign({}, model.context.create({ spawn, input, self: unavailable }));
      }
      const args = this.execute(program.start.ops, new ActionArgs(this.context, { type: initType, input }));
      this.settle(this.row, args, base);
      this.count(program.start);
    } catch (error) {
      this.deferred = [];
      this.output = undefined;
      this.fail(error, emitsBefore);
    } finally {
      raised.release(base);
    }
  }

  private callDeferred(emitsBefore: number): void {
    try {
      for (const { call, args, params } of this.deferred as Deferred[]) {
        call(args, params);
      }
    } catch (error) {
      this.fail(error, emitsBefore);
    }
    this.deferred = undefined;
  }

  private reactionTo(type: string): Reaction {
    const { row } = this;
    return row.named(type) ?? row.unnamed(checkEventType(type));
  }

  protected react(reaction: Reaction, event: AnyEventObject): void {
    reaction.react(this, event);
  }

  /** Processes the events that came in meanwhile. */
  private readMail(): void {
    try {
      for (let event = this.mail?.shift(); event !== undefined; event = this.mail?.shift()) {
        if (this.status === 'active') {
          this.react(this.reactionTo(event.type), event);
        }
      }
    } finally {
      this.busy = false;
    }
  }

  /** One macrostep: the event and all that it causes. Then the host is told what was emitted. */
  process(event: AnyEventObject, plans: readonly Plan[]): void {
    const raisedBefore = raised.top;
    const emitsBefore = emits.top;
    try {
      const args = new ActionArgs(this.context, event);
      const plan = choose(plans, args);
      if (plan === undefined) {
        this.refuse(plans, args);
        this.settle(this.row, args, raisedBefore);
      } else {
        this.settle(this.rowOf(plan), this.take(plan, this.state, args), raisedBefore);
      }
    } catch (error) {
      this.output = undefined;
      this.fail(error, emitsBefore);
    }
    raised.release(raisedBefore);
    this.tell(emitsBefore);
  }

  /** Takes `always` transitions and processes raised events until there are none; then stores where the machine has come to. */
  settle(from: Row, given: Args, base: number): void {
    const { maxMicrosteps } = this.logic.model;
    let row = from;
    let args = given;
    let head = base;
    let steps = 0;
    // `always` transitions are tried after every microstep, except after one of their own that changed nothing.
    let tryAlways = true;
    while (this.status === 'active') {
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
        const { plans } = row.named(event.type) ?? row.unnamed(event.type);
        plan = choose(plans, args);
        tryAlways = true;
        if (plan === undefined) {
          this.refuse(plans, args, row.state);
        }
      }
      if (plan !== undefined) {
        args = this.take(plan, row.state, args);
        row = this.rowOf(plan);
      }
      steps += 1;
      if (steps >= maxMicrosteps && this.status === 'active') {
        throw endlessChain(maxMicrosteps);
      }
    }
    this.row = row;
    this.context = args.context;
    if (this.status !== 'active') {
      this.timers?.clear();
    }
  }

  /** One microstep. Gives the arguments for what comes after it. */
  protected take(plan: Plan, from: number, given: Args): Args {
    const args = this.execute(plan.ops, given);
    this.count(plan);
    if (this.observed) {
      this.observe(plan, from, args.event.type);
    }
    return args;
  }

  private count({ index }: Plan): void {
    const { taken } = this.logic;
    taken[index] = (taken[index] as number) + 1;
  }

  observe(plan: Plan, from: number, event: string): void {
    this.host.transitioned(this.half, from, plan.to, event, plan.edge);
  }

  /** No guard let the event through. */
  refuse(plans: readonly Plan[], args: Args, state = this.state): void {
    if (this.observed && plans.length > 0) {
      this.host.transitioned(this.half, state, state, args.event.type, -1);
    }
  }

  private rowOf(plan: Plan): Row {
    return this.logic.rows[plan.to] as Row;
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
        this.delay(op.slot, event, typeof op.delay === 'function' ? op.delay(args, params) : op.delay);
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

  protected call(op: Op, args: Args, params: unknown): void {
    if (this.deferred === undefined) {
      (op.call as Expression)(args, params);
    } else {
      this.deferred.push({ call: op.call as Expression, args, params });
    }
  }

  delay(slot: number, event: AnyEventObject, delay: unknown): void {
    if (typeof delay === 'number') {
      this.timers ??= new Timers();
      this.timers.set(slot, event, this.now, delay);
    } else {
      // XState raises at once what has no delay.
      raised.push(event);
    }
  }

  /** Tells the host what was emitted since. */
  tell(base: number): void {
    try {
      const end = emits.top;
      for (let at = base; at < end; at++) {
        this.tellOne(emits.at(at));
      }
    } finally {
      emits.release(base);
    }
  }

  tellOne(event: AnyEventObject | undefined | null): void {
    if (this.status === 'error') {
      return;
    }
    if (event === undefined || event === null) {
      // What XState makes of an `emit` whose function gave nothing.
      this.fail(new TypeError(`Cannot read properties of ${event} (reading 'type')`), emits.top);
      return;
    }
    try {
      this.host.emitted(this.half, event);
    } catch (error) {
      this.busy = false;
      throw error;
    }
  }

  /** Ends the run. State and context stay those before the event; what it emitted is not delivered. */
  fail(error: unknown, emitsBefore: number): void {
    this.status = 'error';
    this.error = error;
    this.timers?.clear();
    emits.release(emitsBefore);
  }
}

/** A plain action that waits, with the arguments of its place. */
interface Deferred {
  readonly call: Expression;
  readonly args: Args;
  readonly params: unknown;
}

function eventOf(op: Op, args: Args, params: unknown): AnyEventObject {
  return (op.call === undefined ? op.value : op.call(args, params)) as AnyEventObject;
}
