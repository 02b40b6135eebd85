/**
 * How a client tells which reply belongs to which request: part of a protocol's definition, which core acts on. Where a
 * protocol says nothing, every message that arrives is the reply to the oldest request that waits, or else unasked.
 */
import type { WirechartError } from '../errors/errors.js';

export type Replies<TIn, TOut> = RepliesInOrder<TIn, TOut> | RepliesByKey<TIn, TOut>;

/** What both ways have in common. One object serves one connection, so it may remember. */
export interface RepliesToRequests<TIn, TOut> extends Topics<TIn, TOut> {
  /**
   * How many replies a message has that is to be sent. Default 1.
   *
   * - 0: none;
   * - `'perhaps'`: none as a rule, but {@link answers} may find some all the same (the error that a quiet command has);
   * - Infinity: until `answers` finds the `'last'`.
   */
  expects?(request: TOut): number | 'perhaps';
  /** Told of each message that was sent, in their order. */
  sent?(request: TOut): void;
  /**
   * What a message that arrived is to a request: in order, to the oldest one that waits, undefined for none; by key, to
   * the one whose key it names. `count` replies came before; `event` is what the read half emitted, which may say more than
   * the message; `next` is the one after it, in order. Default: a reply where there is a request, else unasked.
   */
  answers?(
    message: TIn,
    request: TOut | undefined,
    count: number,
    event: { readonly type: string },
    next: TOut | undefined,
  ): Answer;
  /** Whether the protocol's heartbeat may be sent now. Default: it may. */
  mayBeat?(): boolean;
  /**
   * What may be a reply, or about a topic, in an event that is no `message` (a push, say). Where it is neither, the event
   * was all that the application hears of it.
   */
  messageIn?(event: { readonly type: string }): TIn | undefined;
}

/**
 * - `'reply'`: a reply to this request; it is the last one when there are as many as it expects;
 * - `'last'`: the last reply to this request, however many it expects;
 * - an error: the last as well, a refusal, which the request rejects with;
 * - `'passed'`: this request will have no (more) replies, and the message belongs to a later one. Only where it expects
 *   `'perhaps'` one;
 * - `'unasked'`: the remote says it without having been asked;
 * - `'mismatch'`: none of these. The connection ends with the RemoteError `reply-mismatch`.
 */
export type Answer = 'reply' | 'last' | 'passed' | 'unasked' | 'mismatch' | WirechartError;

/** Replies come in the order of the requests. */
export interface RepliesInOrder<TIn, TOut> extends RepliesToRequests<TIn, TOut> {
  readonly by: 'order';
}

/** A request and its replies name the same key; replies come in any order. */
export interface RepliesByKey<TIn, TOut> extends RepliesToRequests<TIn, TOut> {
  readonly by: 'key';
  /** The key of a message that is to be sent; undefined where it has none, or {@link identifiers} is to find it one. */
  requestKey(request: TOut): Key | undefined;
  /** The key of the request that a message answers; undefined for one that is unasked. */
  replyKey(message: TIn, event: { readonly type: string }): Key | undefined;
  /** What a reply means whose key nobody waits for. Default `'mismatch'`. */
  readonly unknown?: 'unasked' | 'mismatch';
  /** Lets core find a free key for each message that is sent without one and expects replies. */
  readonly identifiers?: Identifiers<TOut>;
}

export type Key = string | number | bigint;

export interface Identifiers<TOut> {
  /** The smallest and the largest. They are given out in a circle, and none while a request waits that has it. */
  readonly first: number;
  readonly last: number;
  /** The message with this key. The one that was given is not changed. */
  assign(request: TOut, key: number): TOut;
}

/** What the remote sends beside replies because of a request, for as long as it lasts: a subscription. */
export interface Topics<TIn, TOut> {
  /** The topics that a request subscribes to; undefined for a request that is no subscription. */
  topics?(request: TOut): readonly string[] | undefined;
  /** The topic that an unasked message is about, undefined for none. */
  topicOf?(message: TIn): string | undefined;
  /** What ends a subscription to these topics; undefined where nothing does but the end of the connection. */
  unsubscribe?(topics: readonly string[]): TOut | undefined;
}
