/** Does what the rules between the halves ask for ({@link dueJoin}), and what one half's failure means for the other. */
import type { AnyEventObject } from 'xstate';
import type { WirechartError } from '../errors/errors.js';
import { CLOSED, NEED_DATA, PAUSED, type Signal } from './events.js';
import {
  ANSWERED,
  CLOSED_TOLD,
  DRAIN_TOLD,
  DRAINING,
  FAILED,
  FINISHED_TOLD,
  HELD,
  READ_OVER,
  REMOTE_ENDED,
  RESET_DUE,
  UNSENT,
  WRITE_OVER,
} from './facts.js';
import { dueJoin, holdsBack, type Join } from './rules.js';
import { Switching } from './switching.js';

/** A message was answered without a reply: a client took it. */
const TAKEN: AnyEventObject = { type: 'responded', reply: undefined };

export abstract class Joining<TIn, TOut> extends Switching<TIn, TOut> {
  /** @internal Sees to what comes before reading: one thing, or says why reading must wait. */
  protected attend(): Signal | undefined {
    const join = dueJoin(this.facts);
    if (join !== undefined) {
      this.join(join);
      return undefined;
    }
    if (this.is(CLOSED_TOLD)) return CLOSED;
    if (this.is(READ_OVER)) return NEED_DATA;
    if (this.is(HELD)) return PAUSED;
    if (this.is(UNSENT)) {
      this.facts &= ~UNSENT;
      this.tellRead({ type: 'malformed', error: this.unsent });
      return undefined;
    }
    if ((this.facts & (DRAINING | DRAIN_TOLD)) === DRAINING) {
      this.tellRead({ type: 'drain' });
      return undefined;
    }
    return holdsBack(this.facts) ? this.pause() : this.readOn();
  }

  private join(join: Join): void {
    switch (join) {
      case 'responded':
        return this.tellResponded();
      case 'finish':
        return this.finishWith(this.lastMessage());
      case 'reset-read':
        return this.tellRead({ type: 'reset', error: this.firstFailure as WirechartError });
      case 'finished':
        this.facts |= FINISHED_TOLD;
        return this.tellRead({ type: 'finished' });
      case 'ended':
        return this.tellWrite({ type: 'ended' });
      case 'closed':
        if (this.lost !== undefined) this.fail(this.lost);
        this.facts |= CLOSED_TOLD;
        return this.push({ type: 'closed', error: this.firstFailure });
    }
  }

  /** @internal A message was handed out and answered. */
  protected answered(): void {
    if (this.prepared.hearsResponded) this.facts |= ANSWERED;
    else this.facts &= ~ANSWERED;
  }

  /** @internal Lets the read half go on behind the message that was answered. */
  protected tellResponded(): void {
    this.facts &= ~ANSWERED;
    const { reply } = this;
    this.reply = undefined;
    this.tellRead(reply === undefined ? TAKEN : { type: 'responded', reply }, 'responded');
  }

  /** @internal */
  protected finishWith(last: TOut | undefined): void {
    try {
      if (last !== undefined) this.enqueue(last);
    } catch {
      // There is no room for it any more. What leads to the end is what there is to report.
    }
    if (this.sending) this.endWriting();
  }

  /** What to say when the read half is over: a farewell after a failure, a goodbye after an end in order. */
  private lastMessage(): TOut | undefined {
    const failure = this.firstFailure;
    const { farewell, goodbye } = this.protocol;
    if (failure === undefined) return goodbye?.message();
    try {
      return farewell?.(failure);
    } catch {
      // The failure that is being answered is the one to report.
      return undefined;
    }
  }

  /** @internal */
  protected override fail(error: WirechartError): void {
    if (this.firstFailure !== undefined) return;
    this.firstFailure = error;
    this.facts |= FAILED;
    if (this.recorder !== undefined) error.trace = this.recorder.records();
    this.push({ type: 'failed', error });
    // A mistake on this side leaves nothing sensible to say; the remote must not take it for an orderly end.
    if (error.blame === 'local') this.reset(error);
  }

  /** @internal Takes both halves away. */
  protected reset(error: WirechartError): void {
    this.facts |= RESET_DUE | REMOTE_ENDED;
    this.intake.queue.clear();
    if (!this.is(WRITE_OVER)) this.tellWrite({ type: 'reset', error });
    if (!this.is(READ_OVER)) this.tellRead({ type: 'reset', error });
  }
}
