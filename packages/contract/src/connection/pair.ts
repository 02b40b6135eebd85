/**
 * Two connections, a wire between them that does whatever it likes, and time. Commands are carried out one by one; then
 * everybody behaves, and the pair must come to its end.
 */
import { Connection, type Prepared, prepare, type RuntimeName, type TraceRecord } from '@wirechart/core';
import { demand } from '../harness/violation.js';
import type { Command } from './command.js';
import type { ConnectionContract } from './contract.js';
import { Direction } from './direction.js';
import { End } from './end.js';

export class Pair<TRequest, TReply> {
  readonly client: End<TReply, TRequest>;
  readonly server: End<TRequest, TReply>;
  readonly #replies: (request: TRequest) => readonly TReply[];
  readonly #endsItself: boolean;
  readonly #trace: TraceRecord[] = [];
  #now = 0;
  /** Something was done that may keep the pair from ending without a time-out: something is lost, or nobody answers. */
  #troubled = false;

  constructor(contract: ConnectionContract<TRequest, TReply>, runtime: RuntimeName) {
    const { part, limits = SMALL, connection = engine } = contract;
    const onTransition = (record: TraceRecord) => {
      demand(this.#trace.length < ENDLESS, `a machine goes on for ever in state '${record.to}'`);
      this.#trace.push(record);
    };
    const options = { limits, runtime, onTransition };
    const requests = new Direction();
    const replies = new Direction();
    this.#replies = contract.replies;
    this.#endsItself = contract.endsItself ?? false;
    this.client = new End(
      {
        role: 'client',
        prepared: prepare(contract.client(), 'client', options),
        connection,
        part,
        outgoing: requests,
        incoming: replies,
      },
      this.#now,
    );
    this.server = new End(
      {
        role: 'server',
        prepared: prepare(contract.server(), 'server', options),
        connection,
        part,
        outgoing: replies,
        incoming: requests,
      },
      this.#now,
    );
  }

  /** Every transition of both connections; for a comparison of runtimes. */
  trace(): string[] {
    return this.#trace.map((record) => JSON.stringify(record));
  }

  /** Carries out a command. One that is not possible now does nothing. */
  do(command: Command<TRequest>): void {
    switch (command.do) {
      case 'send':
        this.client.send(command.message, this.#now);
        break;
      case 'answer':
        this.server.answer(this.#replies, this.#now);
        break;
      case 'cut':
        this.#cut();
        break;
      case 'sleep':
        this.#sleep(command.milliseconds);
        break;
      default:
        this.#doTo(command.side === 'client' ? this.client : this.server, command);
    }
    this.#settle();
  }

  /** Lets everybody behave until both ends have closed, and demands that they do, and that nothing was lost on the way. */
  finish(): void {
    for (const end of this.#ends) end.held = false;
    this.#settle();
    this.#untilQuiet();
    for (const end of this.#ends) end.demandWritableTold();
    this.client.connection.finish(this.#now);
    this.#settle();
    this.#untilQuiet();
    if (!this.#closed && this.#troubled) this.#untilTimedOut();
    for (const end of this.#ends) {
      const { role, connection } = end;
      demand(
        end.closed,
        () =>
          `deadlock: the ${role} does not end; read half in ${connection.stateOf('read')}, write half in ${connection.stateOf('write')}`,
      );
    }
    if (!this.client.sound || !this.server.sound || this.#endsItself) return;
    for (const { role, incoming } of this.#ends) {
      const { sent, received } = incoming;
      demand(
        sent.length === received.length,
        `the ${role} got ${received.length} of ${sent.length} messages, without a failure`,
      );
    }
  }

  get #ends(): readonly [End<TReply, TRequest>, End<TRequest, TReply>] {
    return [this.client, this.server];
  }

  get #closed(): boolean {
    return this.client.closed && this.server.closed;
  }

  #doTo(end: End<TReply, TRequest> | End<TRequest, TReply>, command: Command<TRequest>): void {
    switch (command.do) {
      case 'write':
        this.#write(end);
        break;
      case 'deliver':
        if (!end.deliver(command.bytes, this.#now)) end.closeWhenEnded(this.#now);
        break;
      case 'hold':
      case 'release':
        end.held = command.do === 'hold';
        break;
      case 'finish':
        end.connection.finish(this.#now);
        break;
      case 'drain':
        end.drained = true;
        end.connection.drain(this.#now);
        break;
      case 'abort':
        end.aborted = true;
        end.connection.abort('the suite aborts', this.#now);
        break;
    }
  }

  #write(end: End<TReply, TRequest> | End<TRequest, TReply>): boolean {
    const wrote = end.write(this.#now);
    if (end.reset) this.#cut();
    return wrote;
  }

  /** What is under way is lost, and both ends are told. */
  #cut(): void {
    this.#troubled = true;
    for (const end of this.#ends) end.cut(this.#now);
  }

  /** Time passes, with every deadline on the way at its time. */
  #sleep(milliseconds: number): void {
    const until = this.#now + milliseconds;
    for (const end of this.#ends) end.slept = true;
    this.#troubled = true;
    for (let steps = 0; steps < ENDLESS; steps++) {
      const next = Math.min(...this.#ends.map(({ connection }) => connection.pollTimeout()));
      if (next > until) break;
      this.#now = Math.max(this.#now, next);
      this.#timeOut();
    }
    this.#now = until;
    this.#timeOut();
  }

  #timeOut(): void {
    for (const { connection } of this.#ends) connection.handleTimeout(this.#now);
    this.#settle();
  }

  /** The applications take their events. */
  #settle(): void {
    for (const end of this.#ends) end.pull();
  }

  /** Moves everything that can be moved, in turns, until nothing can. */
  #untilQuiet(): void {
    for (let turn = 0; turn < ENDLESS; turn++) {
      let moved = this.server.answer(this.#replies, this.#now);
      for (const end of this.#ends) {
        moved = this.#write(end) || moved;
        moved = end.drainTransport(this.#now) || moved;
        moved = end.deliver(Number.MAX_SAFE_INTEGER, this.#now) || moved;
        this.#settle();
        moved = end.closeWhenEnded(this.#now) || moved;
      }
      this.#settle();
      if (!moved) return;
    }
    demand(false, 'the pair goes on for ever');
  }

  #untilTimedOut(): void {
    for (let deadlines = 0; deadlines < 100 && !this.#closed; deadlines++) {
      const next = Math.min(...this.#ends.map(({ connection }) => connection.pollTimeout()));
      if (next === Number.POSITIVE_INFINITY) return;
      this.#sleep(Math.max(0, next - this.#now));
      this.#untilQuiet();
    }
  }
}

function engine<TIn, TOut>(prepared: Prepared<TIn, TOut>, now: number): Connection<TIn, TOut> {
  return new Connection(prepared, now);
}

/** A few short messages fill the buffers. */
const SMALL = { bufferedBytes: 32, bufferedOutput: 16 };
const ENDLESS = 20_000;
