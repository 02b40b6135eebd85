/** What is suspicious. */

/** All that is suspicious at the tick's time; sent when it changes. */
export interface Lints {
  readonly type: 'lints';
  readonly lints: readonly Lint[];
}

export interface Lint {
  readonly kind: LintKind;
  /** `12 connections have stalled in awaiting-content for over 10 s` */
  readonly text: string;
  readonly count: number;
  /** A filter that shows the connections it means. */
  readonly filter: string;
}

/** A state that waits within a message, bytes that arrive ever so slowly, a remote that does not read, a handler that takes its time, a burst of failures. */
export type LintKind = 'stalled' | 'drip' | 'blocked' | 'slow-handler' | 'errors';
