import type { Outcome } from '../run/outcome.js';
import type { RunBatch } from '../run/request.js';
import type { UsageErrorCode } from '../subject/usage-error.js';
import type { SubjectDescription } from './executor.js';

/** What the parent sends. */
export interface ChildRequest {
  readonly batch: RunBatch;
}

/** What the child sends. `alive` comes in between, for as long as its event loop goes round. */
export type ChildReply =
  | { readonly type: 'ready'; readonly description: SubjectDescription }
  | { readonly type: 'refused'; readonly code: UsageErrorCode; readonly message: string }
  | { readonly type: 'alive' }
  | { readonly type: 'outcomes'; readonly outcomes: readonly Outcome[] };

/** Milliseconds between two `alive`. */
export const HEARTBEAT = 100;
