/**
 * Which commands may go out now. Without PIPELINING (RFC 2920) that is one at a time; with it, MAIL, RCPT and RSET may have
 * others after them. DATA and AUTH are followed by what the server asks for, and by nothing else before their reply.
 */
import type { SmtpCommand } from './command.js';

/** A command as it is written, and what may have to follow it. */
export interface Written {
  readonly kind: SmtpCommand['kind'];
  readonly line: string;
  /** What goes out after 354. */
  readonly content: Uint8Array | undefined;
  readonly respond: ((challenge: Uint8Array, count: number) => string | Uint8Array) | undefined;
}

export class Turns {
  readonly #pipelining: boolean;
  /** Commands under way, and the last of them. */
  #sent = 0;
  #last: Written | undefined;
  /** Those that wait, from a place on: what was before has gone. */
  #queue: (Written | undefined)[] = [];
  #first = 0;

  constructor(pipelining: boolean) {
    this.#pipelining = pipelining;
  }

  /** Commands that wait for their turn. */
  get waiting(): number {
    return this.#queue.length - this.#first;
  }

  mayGo(command: Written): boolean {
    return this.waiting === 0 && this.#mayFollow(command);
  }

  go(command: Written): void {
    this.#sent += 1;
    this.#last = command;
  }

  wait(command: Written): void {
    this.#queue.push(command);
  }

  /** The oldest has its reply. */
  answered(): void {
    this.#sent = Math.max(0, this.#sent - 1);
    if (this.#sent === 0) this.#last = undefined;
  }

  /** Takes those that wait no longer. */
  next(): Written[] {
    const next: Written[] = [];
    for (let first = this.#queue[this.#first]; first !== undefined; first = this.#queue[this.#first]) {
      if (!this.#mayFollow(first)) break;
      this.#shift();
      this.go(first);
      next.push(first);
    }
    return next;
  }

  /** What has gone is cleared away when it is the larger part: there may be many, and each costs the same. */
  #shift(): void {
    this.#queue[this.#first] = undefined;
    this.#first += 1;
    if (2 * this.#first < this.#queue.length) return;
    this.#queue = this.#queue.slice(this.#first);
    this.#first = 0;
  }

  #mayFollow({ kind }: Written): boolean {
    // Each one before the last has been followed.
    const last = this.#last;
    if (last === undefined) return true;
    return this.#pipelining && FOLLOWED.has(last.kind) && kind !== 'auth';
  }
}

const FOLLOWED: ReadonlySet<string> = new Set(['mail', 'rcpt', 'rset']);
