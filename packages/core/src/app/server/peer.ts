/** One connection of a server, as its handler sees it. */
import { Scale } from '../../calls/weigh.js';
import type { ConnectionEvent } from '../../connection/events.js';
import type { Prepared } from '../../connection/prepare.js';
import { type Application, Driver } from '../../driver/driver.js';
import { callAlone, caught } from '../../errors/caught.js';
import { causeText, ownError, printMistake } from '../../errors/cause.js';
import { localError } from '../../errors/core-errors.js';
import type { WirechartError } from '../../errors/errors.js';
import { blankGlance, type ConnectionGlance } from '../../trace/view.js';
import type { Watcher } from '../../trace/watcher.js';
import type { ServerChannels } from '../../transport/channels.js';
import type { Address, Addresses, Clock, ListenOptions, Security, Transport } from '../../transport/transport.js';
import { beginPulse } from '../heartbeat.js';
import type { Diverted } from '../relay.js';
import { Answers, isGenerator, isPlain } from './answers.js';
import { type Late, weightOf } from './at-work.js';
import type { Metrics } from './metrics.js';
import { Rare } from './rare.js';
import type { Reply } from './reply.js';
import { type HandlerCall, LateSignal, type PlatformSignal, Task } from './task.js';

export type { Reply };

/**
 * Answers one message of one connection. Messages of a connection are answered one after the other, in order.
 *
 * Returns the reply, or a promise of it; undefined for none; a generator or an async generator for several.
 * A handler that throws has its connection reset; others are not touched. So has one that takes longer than the option
 * `handlerTimeout`: `call.signal` fires first, and what the handler answers to that is still sent.
 */
export type Handler<TIn, TOut> = (
  message: TIn,
  peer: Peer<TIn, TOut>,
  call: HandlerCall,
) => Reply<TOut> | PromiseLike<Reply<TOut>>;

/** What all peers of one server share. */
export interface Served<TIn, TOut> {
  readonly prepared: Prepared<TIn, TOut>;
  readonly handler: Handler<TIn, TOut>;
  readonly clock: Clock;
  /** Requests of one connection under way at a time. */
  readonly concurrency: number;
  /** Milliseconds; Infinity for any time. */
  readonly handlerTimeout: number;
  readonly onEvent: ((event: { readonly type: string }, peer: Peer<TIn, TOut>) => void) | undefined;
  readonly onError: (error: WirechartError, peer?: Peer<TIn, TOut>) => void;
  readonly metrics: Metrics;
  /** Told of bytes that are about to be held, where it matters how many all connections hold. */
  readonly grows: ((bytes: number) => void) | undefined;
  readonly channels: ServerChannels | undefined;
  onClosed(peer: Peer<TIn, TOut>): void;
}

export class Peer<TIn, TOut> implements HandlerCall {
  readonly #served: Served<TIn, TOut>;
  readonly #driver: Driver<TIn, TOut>;
  /** Where several requests are answered at a time. */
  readonly #answers: Answers<TIn, TOut> | undefined;
  /** What there is while a message is being answered that takes its time. */
  #late: Late<TIn> | undefined;
  /** What most have no use for. */
  #rare: Rare<TIn> | undefined = undefined;

  /** @internal */
  place = -1;

  /** @internal */
  constructor(served: Served<TIn, TOut>, transport: Transport) {
    this.#served = served;
    this.#driver = new Driver(served.prepared, transport, served.clock, this, served.grows);
    if (served.concurrency > 1) this.#answers = new Answers(this.#driver, served.concurrency, this);
  }

  /** The address that the remote speaks to. Where a proxy speaks for it and has said so, the one at the proxy. */
  get local(): Address {
    return (this.#driver.connection.addresses ?? this.via).local;
  }

  /**
   * Who speaks. Where a proxy speaks for somebody and has said so, that somebody. Over TCP `unknown` where the connection was reset before
   * anything came and before anybody could have asked; see {@link ListenOptions.tellsAtOnce}.
   */
  get remote(): Address {
    return (this.#driver.connection.addresses ?? this.via).remote;
  }

  /** The ends of the transport: with a proxy between, {@link remote} is the client and `via.remote` the proxy. */
  get via(): Addresses {
    const { local, remote } = this.#driver.transport;
    return { local, remote };
  }

  /** What the handshake of TLS has agreed on, once it is over; undefined without TLS. */
  get security(): Security | undefined {
    return this.#driver.transport.security;
  }

  /** What came before the protocol that is spoken now; see {@link Connection.outputs}. */
  get outputs(): readonly unknown[] {
    return this.#driver.connection.outputs;
  }

  /** What the protocol before this one left behind (what a handshake agreed on, say); see {@link Connection.previous}. */
  get previous(): unknown {
    return this.#driver.connection.previous;
  }

  /** Fires when the connection is over. What a handler does for it is in vain from then on. */
  get signal(): PlatformSignal {
    const rare = this.rare();
    rare.gone ??= new LateSignal();
    const { closed, failure } = this.#driver.connection;
    if (closed || failure !== undefined) rare.gone.fire(failure);
    return rare.gone.signal;
  }

  /** State path of a half, for example `responding`. */
  state(half: 'read' | 'write'): string {
    return this.#driver.connection.stateOf(half);
  }

  /** Sends a message besides the reply. Returns whether there is room for more. @throws LocalError as {@link Connection.send} does. */
  send(message: TOut): boolean {
    const room = this.deliver(message);
    this.#answers?.sent(message);
    return room;
  }

  /** @internal */
  deliver(message: TOut): boolean {
    const room = this.#driver.send(message);
    const { metrics, channels, grows } = this.#served;
    if (!room) grows?.(0);
    metrics.messagesSent += 1;
    if (channels?.reply.hasSubscribers) channels.reply.publish({ peer: this, message });
    return room;
  }

  /** Ends this direction after what was sent. */
  finish(): void {
    this.#driver.finish();
  }

  /** Answers what is under way, then closes in order. */
  drain(): void {
    this.#driver.drainInOrder();
  }

  /** Closes at once, by reset. */
  abort(reason?: unknown): void {
    this.#driver.abort(reason);
  }

  /** @internal */
  start(onConnection: ((peer: this) => void) | undefined): void {
    if (onConnection !== undefined) this.guarded(() => onConnection(this));
    this.#driver.start();
    this.startPulse();
  }

  /** @internal */
  glance(): ConnectionGlance {
    this.#driver.connection.glance(SCRATCH);
    return SCRATCH;
  }

  /** @internal */
  lastActive(): number {
    return this.glance().now;
  }

  /** @internal */
  held(): number {
    const { connection, transport } = this.#driver;
    const waiting = connection.held();
    // Its bytes on the wire, or what was made of them: text of the one, objects of the other.
    const atWork = this.busy ? Math.max(connection.held(true) - waiting, this.weightAtWork()) : 0;
    return waiting + atWork + (transport.unsentBytes ?? transport.pendingBytes ?? 0);
  }

  private weightAtWork(): number {
    if (this.#answers !== undefined) return this.#answers.weight();
    return this.#late === undefined ? 0 : weightOf(this.#late, new Scale());
  }

  /** @internal */
  show(watcher: Watcher): void {
    callAlone(() => watcher.opened(this.#driver));
  }

  /** @internal */
  divert(to: Application<TIn>): Diverted<TOut> {
    this.rare().diverted = to;
    return { driver: this.#driver, unread: [] };
  }

  /** @internal */
  get busy(): boolean {
    return this.#late !== undefined || this.#answers?.busy === true;
  }

  /** @internal */
  event(event: ConnectionEvent<TIn>): void {
    switch (event.type) {
      case 'message':
        this.noteReceived(event.message);
        if (this.#answers !== undefined && this.#rare?.diverted === undefined) this.#answers.take(event.message);
        else if (this.#late === undefined) this.answer(event.message);
        else this.#late.backlog.push(event.message);
        return;
      case 'wait':
        return this.#driver.waitFor(event);
      case 'writable':
        this.resume();
        break;
      case 'failed':
        this.report(event.error);
        break;
      case 'switched':
        this.startPulse();
        break;
      case 'closed':
        this.#rare?.pulse?.end();
        this.resume();
        this.leaveTasks(event.error);
        this.noteClosed(event.error);
        this.#served.onClosed(this);
        break;
    }
    const { onEvent } = this.#served;
    if (onEvent !== undefined) this.guarded(() => onEvent(event, this));
    this.#rare?.diverted?.event(event);
  }

  private startPulse(): void {
    this.#rare?.pulse?.end();
    const pulse = beginPulse(this.#driver, this.#served.clock, (message) => {
      const { sending } = this.#driver.connection;
      if (sending) this.guarded(() => this.#driver.send(message()));
      return sending;
    });
    if (pulse !== undefined || this.#rare !== undefined) this.rare().pulse = pulse;
  }

  private answer(message: TIn): void {
    const diverted = this.#rare?.diverted;
    if (diverted !== undefined) {
      diverted.event({ type: 'message', message });
      this.#driver.responded();
      return;
    }
    const task = this.task();
    try {
      const reply = this.#served.handler(message, this, task ?? this);
      if (isPlain(reply)) this.reply(reply as TOut | undefined);
      else {
        this.#late ??= { answering: true, backlog: [], whenWritable: undefined, message, weight: -1 };
        this.#late.answering = true;
        this.#late.message = message;
        this.#late.weight = -1;
        this.#driver.hold();
        void this.answerLater(reply as Reply<TOut> | PromiseLike<Reply<TOut>>, task);
        return;
      }
    } catch (cause) {
      this.giveUp(cause);
    }
    if (task !== undefined) this.taskOver(task);
  }

  private async answerLater(pending: Reply<TOut> | PromiseLike<Reply<TOut>>, task: Task | undefined): Promise<void> {
    task?.begin();
    try {
      const reply = await pending;
      if (isGenerator(reply)) {
        for await (const one of reply as AsyncIterable<TOut>) {
          if (!this.#driver.connection.sending) break;
          task?.pause();
          if (!this.deliver(one)) await this.writable();
          task?.begin();
        }
        this.#driver.responded();
      } else this.reply(reply as TOut | undefined);
    } catch (cause) {
      this.giveUp(cause);
    }
    if (task !== undefined) this.taskOver(task);
    const late = this.#late as Late<TIn>;
    late.answering = false;
    while (!late.answering && late.backlog.length > 0) this.answer(late.backlog.shift() as TIn);
    if (late.answering) return;
    this.#late = undefined;
    this.#driver.release();
  }

  private reply(reply: TOut | undefined): void {
    // The remote may have gone, or this side have closed, while the handler was at work: then nobody waits for the reply.
    if (reply !== undefined && this.#driver.connection.sending) this.deliver(reply);
    this.#driver.responded();
  }

  private noteReceived(message: TIn): void {
    const { metrics, channels } = this.#served;
    metrics.messagesReceived += 1;
    if (channels?.message.hasSubscribers) channels.message.publish({ peer: this, message });
  }

  private noteClosed(error: WirechartError | undefined): void {
    const { metrics, channels } = this.#served;
    const glance = this.glance();
    metrics.ended(glance);
    if (!channels?.close.hasSubscribers) return;
    channels.close.publish({ peer: this, error, received: glance.consumed, sent: glance.written - glance.queued });
  }

  private writable(): Promise<void> {
    return new Promise((resolve) => {
      (this.#late as Late<TIn>).whenWritable = resolve;
    });
  }

  private resume(): void {
    this.#late?.whenWritable?.();
    this.#answers?.resume();
  }

  /** @internal */
  handle(message: TIn, task: Task | undefined): Reply<TOut> | PromiseLike<Reply<TOut>> {
    return this.#served.handler(message, this, task ?? this);
  }

  /** @internal A message comes to the handler. */
  task(): Task | undefined {
    const { clock, handlerTimeout } = this.#served;
    if (handlerTimeout === Number.POSITIVE_INFINITY) return undefined;
    const task = new Task(clock, handlerTimeout, (error) => this.giveUp(error));
    const rare = this.rare();
    rare.tasks ??= new Set();
    rare.tasks.add(task);
    return task;
  }

  /** @internal */
  taskOver(task: Task): void {
    task.end();
    this.#rare?.tasks?.delete(task);
  }

  /** @internal Handlers may still be at work, and others wait until they are done. */
  lost(error: WirechartError | undefined): void {
    this.#rare?.gone?.fire(error);
    const tasks = this.#rare?.tasks;
    if (tasks !== undefined) for (const task of tasks) task.fire(error);
  }

  private leaveTasks(error: WirechartError | undefined): void {
    this.lost(error);
    const tasks = this.#rare?.tasks;
    if (tasks === undefined) return;
    for (const task of tasks) task.end();
    tasks.clear();
  }

  /** @internal */
  giveUp(cause: unknown): void {
    // What `send` throws says it best. Any other error, of another connection perhaps, is what the handler let through.
    const known = ownError(cause);
    const own = known?.blame === 'local' && known.state === undefined;
    const error = own ? known : localError('handler-threw', causeText(cause), { cause });
    this.#driver.abort(error);
    // A connection that has failed before, or is over, does not tell this one.
    if (this.#driver.connection.failure !== error) this.report(error);
  }

  private rare(): Rare<TIn> {
    this.#rare ??= new Rare();
    return this.#rare;
  }

  private report(error: WirechartError): void {
    try {
      caught(this.#served.onError(error, this), printMistake);
    } catch (mistake) {
      printMistake(mistake);
    }
  }

  /** A callback of the application that throws is a mistake like a handler that does. */
  private guarded(call: () => unknown): void {
    try {
      caught(call(), (cause) => this.giveUp(cause));
    } catch (cause) {
      this.giveUp(cause);
    }
  }
}

/** For numbers that are looked at and forgotten. */
const SCRATCH = blankGlance();
