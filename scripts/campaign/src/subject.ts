/** A protocol as a campaign sees it. */
import type { Protocol } from '@wirechart/core';

export interface Subject<TMessage = unknown> {
  readonly name: string;
  /** Both sides speak alike. Made once, so that its counters are of all runs. */
  readonly protocol: Protocol<TMessage, TMessage>;
  /** A message that carries a text of printable ASCII. */
  readonly message: (text: string) => TMessage;
  readonly text: (message: TMessage) => string;
  /** Whether messages are pieces of one stream, which keep nothing but the order of bytes. Default false. */
  readonly streams?: boolean;
}

/** Forgets the type of the messages, which a campaign does not look into. */
export function untyped<TMessage>(subject: Subject<TMessage>): Subject {
  return subject as unknown as Subject;
}

/** What a handler answers to a text. A stream is echoed. */
export function replyTo(text: string, { streams = false }: Pick<Subject, 'streams'>): string {
  return streams ? text : `re ${text}`;
}
