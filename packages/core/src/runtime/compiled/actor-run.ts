import type { AnyActorScope, AnyEventObject, AnyMachineSnapshot } from 'xstate';
import { emitLater, executeAction, inspectMicrostep, ScopeTimers, snapshotOf } from '../internals/actor-scope.js';
import type { Args, Expression } from '../model.js';
import type { CompiledLogic } from './compiled.js';
import type { Op } from './ops.js';
import type { Plan } from './program.js';
import type { Reaction } from './reaction.js';
import type { Row } from './row.js';
import { CompiledRun } from './run.js';

/** A compiled run inside of an XState actor: what it does to the world goes through the actor. It lives for one event. */
export class ActorRun extends CompiledRun {
  constructor(
    logic: CompiledLogic,
    private readonly scope: AnyActorScope,
  ) {
    super(logic, {
      input: undefined,
      half: 0,
      now: 0,
      host: { emitted: (_half, event) => emitLater(scope, event), transitioned: () => undefined },
    });
    this.timers = new ScopeTimers(scope, logic.model);
  }

  /** Goes on from where a snapshot stands. */
  resume(state: number, context: unknown): void {
    this.row = this.logic.rows[state] as Row;
    this.context = context;
    this.deferred = undefined;
    this.busy = false;
  }

  snapshot(): AnyMachineSnapshot {
    return this.snapshotAt(this.state, this.context);
  }

  protected override react({ plans }: Reaction, event: AnyEventObject): void {
    this.process(event, plans);
  }

  protected override call(op: Op, args: Args, params: unknown): void {
    executeAction(this.scope, op.value as string, op.call as Expression, args, params);
  }

  protected override take(plan: Plan, from: number, given: Args): Args {
    const args = super.take(plan, from, given);
    this.inspect(args.event, plan.to, args.context, [this.logic.definitions[plan.edge]]);
    return args;
  }

  override refuse(plans: readonly Plan[], args: Args, state = this.state): void {
    super.refuse(plans, args, state);
    this.inspect(args.event, state, args.context, []);
  }

  private inspect(event: AnyEventObject, state: number, context: unknown, transitions: readonly unknown[]): void {
    inspectMicrostep(this.scope, event, transitions, () => this.snapshotAt(state, context));
  }

  private snapshotAt(state: number, context: unknown): AnyMachineSnapshot {
    const { status, output, error } = this;
    return snapshotOf(this.logic.model, state, {
      context: context as AnyMachineSnapshot['context'],
      status,
      output,
      error,
    });
  }
}
