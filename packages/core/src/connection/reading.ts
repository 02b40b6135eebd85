/** The read half at work: the intake's events go through it, and what it emits waits for the application. */
import type { AnyEventObject } from 'xstate';
import { remoteError } from '../errors/core-errors.js';
import { type ConnectionEvent, NEED_DATA, PAUSED, type Signal } from './events.js';
import { DRAIN_TOLD, END_TOLD, READ_OVER } from './facts.js';
import { failureOf } from './failure.js';
import { needsBytes, PIECE } from './intake.js';
import { NO_INPUT } from './parts.js';
import type { Prepared } from './prepare.js';
import { Writing } from './writing.js';

export abstract class Reading<TIn, TOut> extends Writing<TIn, TOut> {
  /** @internal The read half is done, and has left `output` for the protocol that follows. */
  protected abstract switchTo(next: Prepared<TIn, TOut>, output: unknown): void;

  /** @internal Takes the read half one step further, or says why that is not possible now. */
  protected readOn(): Signal | undefined {
    const { need, context } = this.readRun;
    if (need === undefined) return this.pause();
    let { intake } = this;
    if (intake === NO_INPUT) {
      if (needsBytes(need, context)) return NEED_DATA;
      intake = this.ownIntake();
    }
    const event = intake.next(need, context);
    if (event === undefined) return NEED_DATA;
    if (event !== PIECE) {
      const type = intake.delivered ? (need.event as string) : event.type;
      this.hear(event, type, this.now);
      if (type === 'eof' && !this.is(READ_OVER)) this.tellEnd();
    } else if (intake.piece !== undefined) this.push(intake.piece as ConnectionEvent<TIn>);
    return undefined;
  }

  /** @internal Nothing is read now, but what cuts the connection off is heard. */
  protected pause(): Signal | undefined {
    const error = this.intake.cutOff ?? this.lost;
    if (error === undefined) return PAUSED;
    this.tellRead({ type: 'reset', error });
    return undefined;
  }

  /** @internal Tells the read half of something that is not about a frame. */
  protected tellRead(event: AnyEventObject, type = event.type, now = this.now): void {
    this.intake.leaveFrame();
    this.hear(event, type, now);
  }

  /** @internal Lets the read half's time-outs happen that are due. */
  protected fireRead(now: number): void {
    while (!this.is(READ_OVER) && this.readRun.deadline <= now) {
      if (this.progressAt >= 0) {
        // A state that handles `progress` starts its time-out anew, from the last byte; any other is not impressed.
        const at = this.progressAt;
        this.progressAt = -1;
        this.tellRead({ type: 'progress' }, 'progress', at);
      } else {
        const before = this.readRun.state;
        this.intake.leaveFrame();
        this.readMoved(before, { type: this.readRun.fire(now) as string });
      }
    }
  }

  /** @param type that of the event: whoever has it at hand need not ask, which costs more the more kinds of events there are */
  private hear(event: AnyEventObject, type: string, now: number): void {
    const before = this.readRun.state;
    this.readRun.send(event, now, type);
    this.intake.awaited = -1;
    this.readMoved(before, event, type);
  }

  /** @internal */
  protected readMoved(before: number, event: AnyEventObject, type = event.type): void {
    const run = this.readRun;
    if (type === 'drain') this.facts |= DRAIN_TOLD;
    else this.facts &= ~DRAIN_TOLD;
    if (run.state !== before) {
      this.progressAt = -1;
      if (run.status === 'active' && type !== 'reset') return;
    }
    // A half may ignore what it likes, but not that it cannot go on where it is.
    const stuck = type === 'reset' || (type === 'malformed' && run.state === before);
    if ((run.status === 'active' && !stuck) || this.is(READ_OVER)) return;
    const { queue, frameOffset } = this.intake;
    const leftover = queue.length;
    const next = run.status === 'done' ? this.prepared.next.get(run.state) : undefined;
    if (next !== undefined && (leftover === 0 || this.prepared.protocol.leftovers === 'keep')) {
      this.switchTo(next, run.output);
      return;
    }
    this.facts |= READ_OVER;
    queue.clear();
    const failure = next === undefined ? failureOf(run, before, event) : remoteError('leftovers', `${leftover} bytes`);
    if (failure === undefined) this.tellEnd();
    else this.fail(failure.locate({ half: 'read', state: run.logic.states[before] as string, offset: frameOffset }));
  }

  /** Once: a read half may go on behind the end of its input. */
  private tellEnd(): void {
    if (this.is(END_TOLD)) return;
    this.facts |= END_TOLD;
    this.push({ type: 'end' });
  }
}
