import type { Feature } from './features.js';

/** Where the functions of a built machine write down what they were called with, and in which order. */
export class Tape {
  readonly log: string[] = [];
  readonly entered: string[] = [];
  /** Marks of the transitions that were taken, where the machine has regions. */
  readonly taken: string[] = [];
  readonly seen = new Set<Feature>();
  /** Sends an event to the run that is at work. */
  sendToSelf: Send = nowhere;
  /** Sends one to the other run of the same machine, which is at work in the middle of it then. */
  sendToPeer: Send = nowhere;
  private sends = 0;

  /** @param silent for a rehearsal, which nobody compares with anything */
  constructor(readonly silent = false) {}

  beginStep(): void {
    this.sends = 0;
  }

  /** What a `log` was called with. */
  logged(what: readonly unknown[]): void {
    this.seen.add('log');
    if (!this.silent) {
      this.log.push(`logged ${JSON.stringify(what)}`);
    }
  }

  /** Says whether one more event may be sent from within the step: events that cause events must end some time. */
  maySend(): boolean {
    this.sends += 1;
    return this.sends <= maxSends;
  }
}

export type Send = (type: string, value: number) => void;

const nowhere: Send = () => undefined;
const maxSends = 6;
