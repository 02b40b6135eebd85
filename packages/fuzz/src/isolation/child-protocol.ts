import type { Outcome, RecordedEvent } from '../run/outcome.js';
import type { RunBatch } from '../run/request.js';
import type { UsageErrorCode } from '../subject/usage-error.js';
import type { CoverageRequest } from './coverage.js';
import type { SubjectDescription } from './executor.js';

/** What the parent sends. */
export type ChildRequest =
  | { readonly batch: RunBatch; readonly coverage?: never }
  | { readonly coverage: CoverageRequest };

/** What the child sends. */
export type ChildReply =
  | { readonly type: 'ready'; readonly description: SubjectDescription }
  | { readonly type: 'refused'; readonly code: UsageErrorCode; readonly message: string }
  | { readonly type: 'coverage'; readonly reached: number }
  | { readonly type: 'outcomes'; readonly outcomes: readonly SentOutcome[] };

/** An outcome as it is sent: without the events where they are those that were expected. */
export type SentOutcome = Omit<Outcome, 'events'> & { readonly events?: readonly RecordedEvent[] };
