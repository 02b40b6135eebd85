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
  /** Under way, the oldest first. */
  readonly #sent: Written[] = [];
  readonly #waiting: Written[] = [];

  constructor(pipelining: boolean) {
    this.#pipelining = pipelining;
  }

  /** Commands that wait for their turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  mayGo(command: Written): boolean {
    return this.#waiting.length === 0 && this.#mayFollow(command);
  }

  go(command: Written): void {
    this.#sent.push(command);
  }

  wait(command: Written): void {
    this.#waiting.push(command);
  }

  /** The oldest has its reply. */
  answered(): void {
    this.#sent.shift();
  }

  /** Takes those that wait no longer. */
  next(): Written[] {
    const next: Written[] = [];
    for (let [first] = this.#waiting; first !== undefined && this.#mayFollow(first); [first] = this.#waiting) {
      this.#waiting.shift();
      this.#sent.push(first);
      next.push(first);
    }
    return next;
  }

  #mayFollow({ kind }: Written): boolean {
    const last = this.#sent.at(-1);
    if (last === undefined) return true;
    // Each one before the last has been followed.
    return this.#pipelining && FOLLOWED.has(last.kind) && kind !== 'auth';
  }
}

const FOLLOWED: ReadonlySet<string> = new Set(['mail', 'rcpt', 'rset']);
