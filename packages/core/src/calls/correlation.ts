/** Finds the request that a message answers. */
import { checkWord } from '../errors/check-arguments.js';
import type { Call } from './call.js';
import type { Answer, RepliesToRequests } from './replies.js';

export interface Correlation<TIn, TOut> {
  /** Whether what comes next could be taken for a reply that did not come. */
  readonly inOrder: boolean;
  /** Requests that have replies to come. */
  readonly size: number;
  /** The message as it is to be sent: with a key, if one has to be found. @throws LocalError where there is none. */
  prepare(request: TOut): TOut;
  /** Whether a reply to it could be told from others. */
  canBeAnswered(request: TOut): boolean;
  /** A request was sent. */
  add(call: Call<TIn, TOut>): void;
  /** A message has arrived: gives it to the caller that it belongs to, or says that there is none. */
  take(message: TIn, event: { readonly type: string }, now: number): Taken;
  /** The requests whose next reply is the remote's business now. */
  due(): Iterable<Call<TIn, TOut>>;
  /** Empties it. */
  drain(): Iterable<Call<TIn, TOut>>;
}

export type Taken = 'reply' | 'unasked' | 'mismatch';

/** What a message is to the request that it would answer. */
export function answerOf<TIn, TOut>(
  replies: RepliesToRequests<TIn, TOut> | undefined,
  call: Call<TIn, TOut> | undefined,
  message: TIn,
  event: { readonly type: string },
  next?: Call<TIn, TOut>,
): Answer {
  if (replies?.answers !== undefined) {
    const answer = replies.answers(message, call?.request, call?.count ?? 0, event, next?.request);
    if (answer !== 'reply' && typeof answer !== 'object') checkWord('what `answers` gives', answer, WORDS);
    return answer;
  }
  return call === undefined ? 'unasked' : 'reply';
}

const WORDS = ['reply', 'last', 'passed', 'unasked', 'mismatch'];
