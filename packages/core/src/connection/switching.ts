/** From one protocol to the next: the same connection goes on with other machines, in the same bytes. */
import type { AnyEventObject } from 'xstate';
import { FINISHED_TOLD, FINISHING, SAYS_GOODBYE, WRITE_OVER } from './facts.js';
import { READ } from './parts.js';
import type { Prepared } from './prepare.js';
import { Reading } from './reading.js';

/** A machine may be at its end from the start: a protocol that only sends something before the next one. */
const START: AnyEventObject = { type: 'start' };

export abstract class Switching<TIn, TOut> extends Reading<TIn, TOut> {
  /** @internal What has arrived and was not read is the next protocol's first input. */
  protected override switchTo(next: Prepared<TIn, TOut>, output: unknown): void {
    const before = this.prepared;
    this.prepared = next;
    this.knownAddresses = before.protocol.addresses?.(output as never) ?? this.knownAddresses;
    this.pastOutputs = [...this.pastOutputs, output];
    this.facts &= ~(SAYS_GOODBYE | FINISHED_TOLD);
    this.recorder?.enterStage(next);
    this.intake.restart();
    const leftover = this.intake.queue.length;
    this.push({ type: 'switched', from: before.protocol.name, to: next.protocol.name, leftover });
    if (!this.is(WRITE_OVER)) this.switchWrite();
    this.readRun = this.start(next.read, READ);
    this.begin();
  }

  /** @internal Speaks the protocol that was just prepared. */
  protected begin(): void {
    const { opening, goodbye } = this.protocol;
    if (goodbye !== undefined) this.facts |= SAYS_GOODBYE;
    if (opening !== undefined && this.sending) this.sendOwn(opening());
    this.readMoved(this.readRun.state, START);
  }

  /** The new write half takes over what the old one has not got rid of. */
  private switchWrite(): void {
    this.writeRun = undefined;
    if (this.outlet.queued > 0 || this.outlet.waiting) this.tellWrite({ type: 'send' });
    if (this.outlet.waiting) this.tellWrite({ type: 'wait' });
    if (this.is(FINISHING)) this.tellWrite({ type: 'finish' });
  }
}
