/** Somebody who is attached, and what the agent knows of it. */
import type { AgentMessage } from '../wire/messages.js';

export interface Reader {
  /** Whether it is told payload: both sides have agreed to it. */
  readonly payload: boolean;
  /** Whether it watches every connection in full, from its beginning. */
  readonly everything?: boolean;
  /** Whether it has taken what it was told last. If not, it is left out, and told how often. */
  readonly ready: boolean;
  tell(message: AgentMessage): void;
}

export class Attachment {
  /** Ticks that it was left out of since the last. */
  gap = 0;
  /** Whether others were told meanwhile what it was not. */
  behind = false;
  readonly watched = new Set<number>();
  /** Watched connections of which it did not get all. */
  readonly lost = new Set<number>();
}
