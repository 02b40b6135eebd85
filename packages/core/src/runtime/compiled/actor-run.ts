import type { AnyActorScope, AnyEventObject, AnyMachineSnapshot } from 'xstate';
import { ActionArgs } from '../action-args.js';
import {
  emitLater,
  executeAction,
  inspectMicrostep,
  relayLater,
  ScopeTimers,
  snapshotOf,
} from '../internals/actor-scope.js';
import type { Letter } from '../letter.js';
import type { Args, Configuration } from '../model.js';
import type { CompiledLogic } from './compiled.js';
import type { Op } from './ops.js';
import { CompiledRun, plainCall } from './run.js';
import type { Microstep, Reaction, Row } from './table.js';

/** A compiled run inside of an XState actor: what it does to the world goes through the actor. It lives for one event. */
export class ActorRun extends CompiledRun {
  /** Whether XState would make a new snapshot of what happened. */
  private changed = false;
  private failedToStart = false;

  constructor(
    private readonly compiled: CompiledLogic,
    private readonly scope: AnyActorScope,
  ) {
    super(compiled, {
      input: undefined,
      half: 0,
      now: 0,
      host: { emitted: (_half, event) => emitLater(scope, event), transitioned: () => undefined },
    });
    this.timers = new ScopeTimers(scope, compiled.model);
  }

  /** Goes on from where a snapshot stands. */
  resume(at: Configuration, context: unknown): void {
    this.row = this.compiled.program.rowOf(at);
    this.context = context;
    this.deferred = undefined;
    this.busy = false;
  }

  /** @param before the snapshot that it resumed from, which stands if nothing has changed */
  snapshot(before?: AnyMachineSnapshot): AnyMachineSnapshot {
    const unchanged = before !== undefined && !this.changed && this.context === before.context;
    return unchanged && this.status === 'active' ? before : this.snapshotAt(this.row, this.context);
  }

  protected override react(reaction: Reaction, event: AnyEventObject): void {
    this.process(event, reaction);
  }

  protected override call(op: Op, args: Args, params: unknown): void {
    executeAction(this.scope, op.value as string, plainCall(op), args, params);
  }

  protected override log(op: Op, context: unknown, event: AnyEventObject, params: unknown): void {
    const { call } = op;
    const value = call?.(new ActionArgs(context, event), params);
    const { logger } = this.scope;
    const write = (): void => (op.value ? logger(op.value, value) : logger(value));
    executeAction(this.scope, 'xstate.log', write, new ActionArgs(context, event), { value, label: op.value });
  }

  protected override take(microstep: Microstep, from: Row, given: unknown, event: AnyEventObject): unknown {
    const context = super.take(microstep, from, given, event);
    this.changed ||= !microstep.stays;
    const { definitions } = this.compiled;
    this.inspect(
      event,
      microstep.to,
      context,
      microstep.edges.map((edge) => definitions[edge]),
    );
    return context;
  }

  override refuse(reaction: Reaction, context: unknown, event: AnyEventObject, at: Row): void {
    super.refuse(reaction, context, event, at);
    this.inspect(event, at, context, []);
  }

  override fail(error: unknown, emitsBefore: number): void {
    super.fail(error, emitsBefore);
    this.failedToStart = this.deferred !== undefined;
  }

  protected override post({ event }: Letter): void {
    relayLater(this.scope, event);
  }

  /** XState finds out only when it comes to telling. */
  override tellOne(event: AnyEventObject | undefined | null): void {
    if (this.status !== 'error') {
      emitLater(this.scope, event as AnyEventObject);
    }
  }

  private inspect(event: AnyEventObject, at: Row, context: unknown, transitions: readonly unknown[]): void {
    inspectMicrostep(this.scope, event, transitions, () => this.snapshotAt(at, context));
  }

  private snapshotAt({ configuration }: Row, context: unknown): AnyMachineSnapshot {
    const { status, output, error } = this;
    const at = this.failedToStart ? this.compiled.program.before : configuration;
    return snapshotOf(this.compiled.model, at, {
      context: context as AnyMachineSnapshot['context'],
      status,
      output,
      error,
    });
  }
}
