/** The write half at work: what is to be sent goes through it into the outlet, and it hears what the transport does. */
import type { AnyEventObject } from 'xstate';
import { remoteError } from '../errors/core-errors.js';
import { TransportError, type WirechartError } from '../errors/errors.js';
import type { HalfRun } from '../runtime/runtime.js';
import type { ConnectionEvent } from './events.js';
import { FINISHED, FINISHING, OUTPUT_FULL, REFUSED, RESET_DUE, UNSENT, WRITE_OVER } from './facts.js';
import { failureOf } from './failure.js';
import { Parts } from './parts.js';

export abstract class Writing<TIn, TOut> extends Parts<TIn, TOut> {
  /** @internal */
  override emitted(_half: number, event: AnyEventObject): void {
    if (event.type === 'send') this.sendForHalf(event['message'] as TOut);
    else this.push(event as ConnectionEvent<TIn>);
  }

  /**
   * Queues a message of the application's. Returns whether there is room for more.
   *
   * @internal
   * @throws LocalError as {@link enqueue}
   */
  protected sendOwn(message: TOut): boolean {
    this.enqueue(message);
    this.reply = message;
    const full = this.noteOutput();
    if (full) this.facts |= REFUSED;
    return !full;
  }

  /** Sends what the read half wants to have sent. It is at work, so what becomes of that is told to it later. */
  private sendForHalf(message: TOut): void {
    if (!this.sending) return;
    try {
      this.enqueue(message);
      this.noteOutput();
    } catch (cause) {
      const error = cause as WirechartError;
      const unread = error.code === 'limit-queued-output';
      this.unsent = unread ? remoteError('replies-unread', error.message, { cause }) : error;
      this.facts |= UNSENT;
    }
  }

  /** @internal @throws LocalError `encode-failed` or `limit-queued-output`, with nothing of it queued. */
  protected enqueue(message: TOut): void {
    const { protocol } = this.prepared;
    const outlet = this.ownOutlet();
    outlet.encode(protocol.encode, message, this.writeHalf().context, this.limits);
    this.tellWrite({ type: 'send' });
    outlet.frameLength = 0;
    if (protocol.goodbye?.is(message)) this.endWriting();
  }

  /** @internal Sends what is queued and no more. */
  protected endWriting(): void {
    this.facts |= FINISHING;
    this.tellWrite({ type: 'finish' });
  }

  /** @internal The transport takes more; where all of it is out, who waits for room hears of it. */
  protected flushed(): void {
    // Full stays full until all of it is out: what waits for room must not be overtaken by what is read meanwhile.
    if (this.outlet.queued > 0) return;
    this.noteOutput();
    this.tellWrite({ type: 'flushed' });
    if (this.is(REFUSED)) {
      this.facts &= ~REFUSED;
      if (this.sending) this.push({ type: 'writable' });
    }
  }

  /** @internal */
  protected noteOutput(): boolean {
    const full = this.outlet.isFull(this.limits);
    if (full) this.facts |= OUTPUT_FULL;
    else this.facts &= ~OUTPUT_FULL;
    return full;
  }

  /** @internal */
  protected tellWrite(event: AnyEventObject): void {
    const run = this.writeHalf();
    const before = run.state;
    run.send(event, this.now);
    this.writeMoved(run, before, event);
  }

  /** @internal Lets the write half's time-outs happen that are due. */
  protected fireWrite(now: number): void {
    const run = this.writeRun;
    if (run === undefined) return;
    while (!this.is(WRITE_OVER) && run.deadline <= now) {
      const before = run.state;
      this.writeMoved(run, before, { type: run.fire(now) as string });
    }
  }

  private writeMoved(run: HalfRun, before: number, event: AnyEventObject): void {
    if ((run.status === 'active' && event.type !== 'reset') || this.is(WRITE_OVER)) return;
    this.facts |= WRITE_OVER;
    this.outlet.clear();
    this.facts &= ~OUTPUT_FULL;
    if (this.is(REFUSED)) {
      // Who waits for room waits no longer, whatever the read half still has to hand out first.
      this.facts &= ~REFUSED;
      this.push({ type: 'writable' });
    }
    const failure = failureOf(run, before, event);
    if (failure === undefined) {
      this.facts |= FINISHED;
      return;
    }
    const place = { half: 'write', state: run.logic.states[before] as string, offset: this.outlet.written } as const;
    if (failure === this.lost) {
      // If it cut the input off too, then where is what the remote sees of it.
      if (this.intake.cutOff === undefined) failure.locate(place);
      return;
    }
    if (!(failure instanceof TransportError)) this.facts |= RESET_DUE;
    this.fail(failure.locate(place));
  }
}
