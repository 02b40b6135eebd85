import type { AnyEventObject } from 'xstate';
import type { Need } from '../../needs/need.js';
import { ActionArgs } from '../action-args.js';
import { endlessChain } from '../endless.js';
import { checkEventType, faultOf, initType, typeText } from '../internals/event-types.js';
import { spawn, unavailable } from '../internals/unavailable.js';
import { Letter } from '../letter.js';
import type { Args, Collect, Configuration, Expression, Slot } from '../model.js';
import { done } from '../returned.js';
import type { HalfHost, HalfLogic, HalfRun, HalfStart, HalfStatus } from '../runtime.js';
import { NO_TAPE, type Tape } from '../tape.js';
import { type PendingTimer, type TimerStore, Timers } from '../timers.js';
import type { Assigner } from './assigner.js';
import { choose, chooseAlways } from './choose.js';
import { firstContext } from './first-context.js';
import { actionOp, type Op, slotNamed } from './ops.js';
import type { Program } from './program.js';
import { emits, raised } from './scratch.js';
import type { Machine, Microstep, Reaction, Row } from './table.js';

/** A logic as far as its runs know it. */
export interface ProgramLogic extends HalfLogic {
  readonly program: Program;
  /** How often each microstep was taken, by its index. */
  readonly taken: number[];
}

/**
 * Runs a compiled machine for one connection.
 *
 * State and context are kept in local variables while an event is processed and stored at its end. So an action that throws
 * leaves the run where it was before the event, as XState does.
 */
export class CompiledRun implements HalfRun, Machine {
  row: Row;
  context: unknown = undefined;
  status: HalfStatus = 'active';
  over = false;
  output: unknown = undefined;
  error: unknown = undefined;
  observed: boolean;
  readonly tape: Tape;
  private readonly host: HalfHost;
  private readonly half: number;
  timers: TimerStore | undefined = undefined;
  now = 0;
  busy = true;
  /** Events sent from within an action or by the host while it was told something. They wait for their turn. */
  mail: AnyEventObject[] | undefined = undefined;
  /** The plain actions of the start. XState calls them once the machine stands in its first state. */
  protected deferred: Deferred[] | undefined = [];

  constructor(
    readonly logic: ProgramLogic,
    options: HalfStart,
  ) {
    this.row = logic.program.start.to;
    this.host = options.host;
    this.half = options.half;
    this.now = options.now;
    this.observed = options.observed ?? false;
    this.tape = options.tape ?? NO_TAPE;
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

  /** In place of {@link begin}: goes on from where it once stood after that, told and counted then. */
  goOn(context: unknown): this {
    this.context = context;
    this.deferred = undefined;
    this.busy = false;
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
      checkEventType(type);
      this.mail ??= [];
      this.mail.push(event);
      return;
    }
    const reaction = this.reactionTo(type);
    this.hears(now);
    // Throws only what the host throws, and that is seen to where the host is told something.
    this.react(reaction, event);
    this.heard();
  }

  ignores(type: string): boolean {
    const { lastType, lastReaction } = this.row;
    return lastType === type && (lastReaction as Reaction).isNothing && this.status === 'active' && !this.busy;
  }

  hears(now: number): void {
    this.now = now;
    this.busy = true;
  }

  heard(): void {
    if (this.mail !== undefined) {
      this.readMail();
    }
    this.busy = false;
  }

  get nextTimeout(): string | undefined {
    return this.timers?.next?.type;
  }

  reschedule(due: number): void {
    this.timers?.reschedule(due);
  }

  fire(now: number): string | undefined {
    if (this.busy || this.timers === undefined || this.timers.deadline > now) {
      return undefined;
    }
    const event = this.timers.take();
    const error = faultOf(event);
    if (error === undefined) {
      this.send(event, now);
    } else {
      this.fail(error, emits.top);
    }
    return typeText(event);
  }

  /** Enters the first state, and goes on from there until the machine rests. */
  private start(input: unknown, emitsBefore: number): void {
    const { program } = this.logic;
    const { model, start } = program;
    const base = raised.top;
    this.context = model.context.kind === 'value' ? model.context.value : {};
    try {
      if (model.context.kind === 'factory') {
        this.context = firstContext(model.context.create({ spawn, input, self: unavailable }));
      }
      const event = { type: initType, input };
      const context = this.execute(start.ops, this.context, event, program.before);
      this.settle(this.row, context, event, base);
      this.count(start);
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
    const { lastReaction } = row;
    return lastReaction !== undefined && row.lastType === type ? lastReaction : this.lookUp(row, type);
  }

  private lookUp(row: Row, type: string): Reaction {
    const reaction = row.named(type) ?? row.unnamed(checkEventType(type));
    row.lastType = type;
    row.lastReaction = reaction;
    return reaction;
  }

  protected react(reaction: Reaction, event: AnyEventObject): void {
    if (!reaction.isNothing) {
      reaction.react(this, event);
    }
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
  process(event: AnyEventObject, reaction: Reaction): void {
    const raisedBefore = raised.top;
    const emitsBefore = emits.top;
    try {
      const { row, context } = this;
      const microstep = choose(reaction, context, event, row);
      if (microstep === undefined) {
        this.refuse(reaction, context, event, row);
        this.settle(row, context, event, raisedBefore);
      } else {
        this.settle(microstep.to, this.take(microstep, row, context, event), event, raisedBefore);
      }
    } catch (error) {
      this.output = undefined;
      this.fail(error, emitsBefore);
    }
    raised.release(raisedBefore);
    this.tell(emitsBefore);
  }

  /** Takes `always` transitions and processes raised events until there are none; then stores where the machine has come to. */
  settle(from: Row, given: unknown, first: AnyEventObject, base: number): void {
    const { maxMicrosteps } = this.logic.program.model;
    let row = from;
    let context = given;
    let event = first;
    let head = base;
    let steps = 0;
    // `always` transitions are tried after every microstep, except after one of their own that changed nothing.
    let tryAlways = true;
    while (this.status === 'active') {
      // XState counts before it looks whether there is anything to do.
      if (steps >= maxMicrosteps) {
        throw endlessChain(maxMicrosteps);
      }
      let microstep: Microstep | undefined =
        tryAlways && row.always.length > 0 ? chooseAlways(context, event, row) : undefined;
      const eventless: boolean = microstep !== undefined;
      if (!eventless) {
        if (head === raised.top) {
          break;
        }
        event = raised.at(head);
        head += 1;
        const reaction = row.named(event.type) ?? row.unnamed(event.type);
        microstep = choose(reaction, context, event, row);
        tryAlways = true;
        if (microstep === undefined) {
          this.refuse(reaction, context, event, row);
        }
      }
      if (microstep !== undefined) {
        const before = context;
        context = this.take(microstep, row, context, event);
        row = microstep.to;
        // An `assign` makes a new context, always.
        tryAlways = !(eventless && microstep.stays && context === before);
      }
      steps += 1;
    }
    this.row = row;
    this.context = context;
    if (this.status !== 'active') {
      this.timers?.clear();
    }
  }

  /** One microstep. Gives the context after it. */
  protected take(microstep: Microstep, from: Row, given: unknown, event: AnyEventObject): unknown {
    const { type } = event;
    const context = this.execute(microstep.ops, given, event, from.configuration);
    this.count(microstep);
    if (this.observed || this.tape !== NO_TAPE) {
      this.observe(microstep, from, type);
    }
    return context;
  }

  private count({ index }: Microstep): void {
    const { taken } = this.logic;
    taken[index] = (taken[index] as number) + 1;
  }

  observe({ edges, to }: Microstep, from: Row, event: string): void {
    for (let at = 0; at < edges.length; at++) {
      this.host.transitioned(this.half, from.state, to.state, event, edges[at] as number);
    }
  }

  /** No guard let the event through. */
  refuse({ candidates }: Reaction, _context: unknown, { type }: AnyEventObject, { state }: Row): void {
    if ((this.observed || this.tape !== NO_TAPE) && candidates.length > 0) {
      this.host.transitioned(this.half, state, state, type, -1);
    }
  }

  private execute(ops: readonly Op[], given: unknown, event: AnyEventObject, at: Configuration): unknown {
    let context = given;
    for (let index = 0; index < ops.length; index++) {
      const op = ops[index] as Op;
      const { paramsOf } = op;
      context = this.step(
        op,
        context,
        event,
        paramsOf === undefined ? op.params : paramsOf(new ActionArgs(context, event)),
        at,
      );
    }
    return context;
  }

  /** Gives the context after it. */
  step(op: Op, context: unknown, event: AnyEventObject, params: unknown, at: Configuration): unknown {
    switch (op.kind) {
      case 'call':
        this.call(op, new ActionArgs(context, event), params);
        break;
      case 'assign':
        return (op.assigner as Assigner).run(context, event, params);
      case 'emit':
        emits.push(eventOf(op, new ActionArgs(context, event), params));
        break;
      case 'raise':
        raised.push(eventOf(op, new ActionArgs(context, event), params));
        break;
      case 'delay': {
        const args = new ActionArgs(context, event);
        const delayed = eventOf(op, args, params);
        const { delay } = op;
        this.delay(op.slot, delayed, typeof delay === 'function' ? delay(args, params) : delay);
        break;
      }
      case 'send':
        this.sendSelf(op, new ActionArgs(context, event), params);
        break;
      case 'cancel':
        this.timers?.cancel(op.slot);
        break;
      case 'cancel-by': {
        const { call } = op;
        const slot = slotNamed(this.logic.program.model, call?.(new ActionArgs(context, event), params));
        this.timers?.cancel(slot);
        break;
      }
      case 'enqueue':
        return this.enqueued(op, context, event, params, at);
      case 'log':
        this.log(op, context, event, params);
        break;
      case 'done': {
        const { call } = op;
        raised.push({ type: op.value as string, output: call?.(new ActionArgs(context, event), undefined) });
        break;
      }
      case 'complete': {
        const { call } = op;
        this.output = call?.(new ActionArgs(context, event), undefined);
        this.status = 'done';
        this.over = true;
        break;
      }
    }
    return context;
  }

  /** What `enqueueActions` asks for is known only now. */
  private enqueued(
    { collect }: Op,
    context: unknown,
    event: AnyEventObject,
    params: unknown,
    at: Configuration,
  ): unknown {
    const { model } = this.logic.program;
    const actions = (collect as Collect)(context, event, at, params);
    return this.execute(
      actions.map((action) => actionOp(model, action)),
      context,
      event,
      at,
    );
  }

  protected call(op: Op, args: Args, params: unknown): void {
    const call = plainCall(op);
    if (this.deferred === undefined) {
      call(args, params);
    } else {
      this.deferred.push({ call, args, params });
    }
  }

  protected log(op: Op, context: unknown, event: AnyEventObject, params: unknown): void {
    const { call } = op;
    const value = call?.(new ActionArgs(context, event), params);
    const write = (): void => this.host.logged?.(this.half, value, op.value as string | undefined);
    if (this.deferred === undefined) {
      write();
    } else {
      this.deferred.push({ call: write, args: new ActionArgs(context, event), params });
    }
  }

  delay(slot: Slot, event: AnyEventObject, delay: unknown): void {
    if (typeof delay === 'number') {
      this.timers ??= new Timers();
      this.timers.set(slot, event, this.now, delay);
    } else {
      // XState raises at once what has no delay.
      raised.push(event);
    }
  }

  private sendSelf(op: Op, args: Args, params: unknown): void {
    const event = eventOf(op, args, params);
    const delay = typeof op.delay === 'function' ? op.delay(args, params) : op.delay;
    op.checkTarget?.(args, params);
    if (typeof delay === 'number') {
      this.delay(op.slot, event, delay);
    } else {
      emits.push(new Letter(event));
    }
  }

  /** Tells the host what was emitted since, and puts what the machine sent to itself with what waits. */
  tell(base: number): void {
    try {
      const end = emits.top;
      for (let at = base; at < end; at++) {
        const event = emits.at(at);
        if (event instanceof Letter) {
          this.post(event);
        } else {
          this.tellOne(event);
        }
      }
    } finally {
      emits.release(base);
    }
  }

  protected post({ event }: Letter): void {
    if (this.status !== 'active') {
      return;
    }
    const error = faultOf(event);
    if (error === undefined) {
      this.mail ??= [];
      this.mail.push(event);
    } else {
      this.fail(error, emits.top);
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
    this.over = true;
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

/** The function of a plain action, and what it may give back. */
export function plainCall(op: Op): Expression {
  const call = op.call as Expression;
  return (args, params) => done(op.value as string, call(args, params));
}

function eventOf(op: Op, args: Args, params: unknown): AnyEventObject {
  const { call } = op;
  return (call === undefined ? op.value : call(args, params)) as AnyEventObject;
}
