/** A frame whose end a reader finds. */
import type { FrameReader } from './frame-reader.js';

/** A frame that a reader finds the end of, part by part, then one event `{ type, value }`; its type may depend on the value. */
export interface WholeNeed {
  readonly kind: 'whole';
  readonly reader: (context: never) => FrameReader<unknown>;
  readonly event: string | ((value: never) => string);
}

/**
 * A whole frame, however many parts it has, delivered as `{ type: event, value }`. `reader` makes the {@link FrameReader} of a
 * connection when its first bytes arrive. Frames of several kinds can be several events: `event` may find the type in the value.
 *
 * States that share this very object share the frame too: a transition between them in the middle of one loses nothing.
 */
export function whole<TContext = never, TValue = unknown>(
  reader: (context: TContext) => FrameReader<TValue>,
  options: { readonly event?: string | ((value: TValue) => string) } = {},
): WholeNeed {
  return { kind: 'whole', reader, event: options.event ?? 'bytes' };
}
