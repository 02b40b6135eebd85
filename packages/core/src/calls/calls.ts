/** What a client has under way: requests, streams of replies, subscriptions, and what is unasked. */
import type { Driver } from '../driver/driver.js';
import { causeText } from '../errors/cause.js';
import { shown } from '../errors/check-arguments.js';
import { localError, remoteError } from '../errors/core-errors.js';
import type { WirechartError } from '../errors/errors.js';
import type { Limits } from '../limits.js';
import { Call, type Caller, type CallOwner } from './call.js';
import { correlate } from './correlate.js';
import type { Correlation } from './correlation.js';
import { Feed, type FeedOwner, type Held, type WaitingLimit } from './feed.js';
import type { Patience } from './patience.js';
import type { Replies } from './replies.js';
import { Subscriptions } from './subscriptions.js';
import type { Untaken } from './untaken.js';

export class Calls<TIn, TOut> implements CallOwner, FeedOwner {
  /** What nobody has asked for. */
  readonly unasked: Feed<TIn>;
  readonly subscriptions = new Subscriptions<TIn>();
  readonly #driver: Driver<TIn, TOut>;
  readonly #limits: Limits;
  readonly #patience: Patience;
  /** What the application wants, before what the protocol says. */
  readonly #untaken: Untaken | undefined;
  #replies: Replies<TIn, TOut> | undefined;
  #correlation: Correlation<TIn, TOut>;
  /** Calls that wait for the remote. */
  #waiting = 0;
  /** Of what nobody has asked for, and of subscriptions. */
  #fullFeeds = 0;
  /** Of replies to streams. */
  #fullStreams = 0;
  /** Feeds from which somebody has taken a message, and has not come back for the next. */
  #workedOn = 0;
  #held = false;
  /** Feeds in which messages wait. */
  readonly #holding = new Set<Held>();
  readonly #grows: ((bytes: number) => void) | undefined;
  /** Which reply belongs to which request is not to be known any more. */
  #broken = false;

  /** @param grows told of the bytes of messages that nobody has taken */
  constructor(
    driver: Driver<TIn, TOut>,
    limits: Limits,
    patience: Patience,
    untaken: Untaken | undefined,
    grows?: (bytes: number) => void,
  ) {
    this.#grows = grows;
    this.#driver = driver;
    this.#limits = limits;
    this.#patience = patience;
    this.#untaken = untaken;
    this.unasked = new Feed(this, limits);
    this.#replies = driver.connection.protocol.replies?.();
    this.#correlation = correlate(this.#replies);
  }

  /** Requests that have replies to come. */
  get size(): number {
    return this.#correlation.size;
  }

  /** Whether the connection is not read, since nobody takes what has come. */
  get held(): boolean {
    return this.#held;
  }

  get correlation(): Correlation<TIn, TOut> {
    return this.#correlation;
  }

  /** How the protocol that is spoken tells replies apart, where it says so. */
  get replies(): Replies<TIn, TOut> | undefined {
    return this.#replies;
  }

  /** Another protocol is spoken from now on. */
  switched(): void {
    this.#replies = this.#driver.connection.protocol.replies?.();
    this.#correlation = correlate(this.#replies);
    this.#regulate();
  }

  /** Sends a request. @throws LocalError with nothing sent */
  ask(message: TOut, caller: Caller<TIn>, timeout?: number): Call<TIn, TOut> {
    const { messagesInFlight } = this.#limits;
    if (this.#correlation.size >= messagesInFlight) {
      throw localError('limit-messages-in-flight', `limit messagesInFlight is ${messagesInFlight}`);
    }
    const request = this.#correlation.prepare(message);
    const expects = this.#expects(request);
    if (expects === 0 || expects === 'perhaps' || !this.#correlation.canBeAnswered(request))
      throw localError('no-reply');
    const offset = this.#driver.connection.offsetOf('write');
    this.#driver.send(request);
    const call = this.#add(request, expects, caller, offset);
    if (timeout !== undefined) this.#patience.limit(call, timeout);
    return call;
  }

  /**
   * Sends a message whose replies nobody waits for; `told` gets them. Returns whether there is room for more.
   *
   * @throws LocalError with nothing sent
   */
  post(message: TOut, told: (reply: TIn, request: TOut) => void): boolean {
    if (this.#replies === undefined) return this.#driver.send(message);
    const request = this.#correlation.prepare(message);
    const expects = this.#expects(request);
    const offset = this.#driver.connection.offsetOf('write');
    const room = this.#driver.send(request);
    if (expects !== 0) this.#add(request, expects, { reply: (reply) => told(reply, request), fail() {} }, offset);
    else
      try {
        this.#replies.sent?.(request);
      } catch (cause) {
        throw this.#lose(cause);
      }
    return room;
  }

  /** Asks the remote for a sign of life, where nothing else tells of one. Returns false when it must not be asked now. */
  beat(message: TOut): boolean {
    if (this.size > 0 || this.#held || this.#replies?.mayBeat?.() === false) return false;
    if (!this.#driver.connection.sending) return false;
    this.post(message, () => {});
    return true;
  }

  /** A message has arrived. Returns whether it is unasked, and about nothing that somebody has subscribed to. */
  take(message: TIn, event: { readonly type: string }): boolean {
    if (this.#broken) return false;
    const taken = this.#correlation.take(message, event, this.#driver.time);
    if (taken === 'mismatch') this.#break();
    if (taken !== 'unasked') return false;
    const topic = this.#replies?.topicOf?.(message);
    return topic === undefined || !this.subscriptions.deliver(topic, message);
  }

  /** The read half has emitted something that is no message, and may be a reply for all that. */
  overhear(event: { readonly type: string }): void {
    const message = this.#replies?.messageIn?.(event);
    if (message !== undefined) this.take(message, event);
  }

  /** No message will come any more: nobody may be left waiting. */
  settle(error: WirechartError | undefined): void {
    this.#patience.end();
    const { transmittedBytes } = this.#driver.connection;
    for (const call of this.#correlation.drain()) {
      const failure = error ?? remoteError('closed-before-reply');
      if (call.isAwaited) call.fail(failure.forRequest(call.offset < transmittedBytes ? 'maybe' : 'no'));
    }
    for (const feed of this.subscriptions.all()) feed.end(error);
    this.unasked.end(error);
  }

  callWaits(difference: 1 | -1): void {
    this.#waiting += difference;
    if (this.#fullFeeds + this.#fullStreams > 0) this.#regulate();
    if (this.#workedOn > 0) this.#noteAnswering();
  }

  /** Bytes of messages that nobody has taken, roughly. */
  get bytes(): number {
    let sum = 0;
    for (const { bytes } of this.#holding) sum += bytes;
    return sum;
  }

  /** Forgets messages that nobody has taken. */
  forget(): void {
    for (const feed of [...this.#holding]) feed.clear();
  }

  feedGrows(feed: Held, bytes: number): void {
    this.#holding.add(feed);
    this.#grows?.(bytes);
  }

  feedIsEmpty(feed: Held): void {
    this.#holding.delete(feed);
  }

  feedIsFull(full: boolean): void {
    this.#fullFeeds += full ? 1 : -1;
    this.#regulate();
  }

  streamIsFull(full: boolean): void {
    this.#fullStreams += full ? 1 : -1;
    this.#regulate();
  }

  feedIsWorkedOn(is: boolean): void {
    this.#workedOn += is ? 1 : -1;
    this.#noteAnswering();
  }

  feedOverflows(limit: WaitingLimit): void {
    const code = limit === 'waitingMessages' ? 'limit-waiting-messages' : 'limit-waiting-bytes';
    this.#driver.abort(localError(code, `limit ${limit} is ${this.#limits[limit]}; see the option untaken`));
  }

  /** Whoever is at work on a message may answer it, unless a reply is waited for: that may be after what would forbid it. */
  #noteAnswering(): void {
    this.#driver.answering(this.#workedOn > 0 && this.#waiting === 0);
  }

  /** @throws RangeError for what is no number of replies */
  #expects(request: TOut): number | 'perhaps' {
    const expects = this.#replies?.expects?.(request) ?? 1;
    if (expects === 1 || expects === 'perhaps') return expects;
    if (expects === Number.POSITIVE_INFINITY || (Number.isInteger(expects) && expects >= 0)) return expects;
    throw new RangeError(
      `\`expects\` of the replies must give an integer from 0, Infinity or 'perhaps', not ${shown(expects)}`,
    );
  }

  #add(request: TOut, expects: number | 'perhaps', caller: Caller<TIn>, offset: number): Call<TIn, TOut> {
    const now = this.#driver.time;
    const call = new Call<TIn, TOut>(request, expects, caller, offset, now, this);
    try {
      this.#replies?.sent?.(request);
      this.#correlation.add(call);
    } catch (cause) {
      call.release();
      throw this.#lose(cause);
    }
    this.#patience.begin(now);
    return call;
  }

  /** A function of the protocol threw when its message had gone out: what comes could be taken for the reply to another. */
  #lose(cause: unknown): WirechartError {
    const error = localError('handler-threw', causeText(cause), { cause });
    this.#driver.abort(error);
    return error.forRequest('maybe');
  }

  #break(): void {
    this.#broken = true;
    const { size } = this.#correlation;
    this.#driver.abort(remoteError('reply-mismatch', size === 0 ? 'none waits' : undefined));
  }

  /**
   * Where messages wait that nobody takes, and the remote may be made to wait as well, nothing is read, unless somebody waits
   * for something else: then there will be more of them, up to the limit. Replies were asked for, so they are no surprise:
   * only who says that all must be read on means them too.
   */
  #regulate(): void {
    const untaken = this.#untaken ?? this.#driver.connection.protocol.untaken;
    const full = (untaken === 'pause' ? this.#fullFeeds : 0) + (untaken === 'fail' ? 0 : this.#fullStreams);
    const hold = full > 0 && this.#waiting === 0;
    if (hold === this.#held) return;
    this.#held = hold;
    if (hold) this.#driver.hold();
    else this.#driver.release();
  }
}
