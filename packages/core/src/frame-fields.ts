/** What the parts of a frame are called: for who looks at a connection. Nothing is read or written by it. */

/** A frame as it passed, or what is kept of it. */
export interface CapturedFrame {
  /** `read` for what has arrived, `write` for what was sent. */
  readonly half: 'read' | 'write';
  /** Of the side that is looked at. */
  readonly role: 'client' | 'server';
  /**
   * What the need of the read half calls it; `send` for what was sent. Messages that are sent faster than the transport takes them
   * are one such frame together.
   */
  readonly event: string;
  /** From its first byte on, at least one. Of a long frame only the beginning may be kept. A copy. */
  readonly bytes: Uint8Array;
  /** Bytes that it has in all: `bytes.length`, or more. */
  readonly length: number;
  /**
   * The frame before it in the same direction, where that is known: the header that says how this one is divided, say.
   * What is kept of it, as with `bytes`.
   */
  readonly previous: { readonly event: string; readonly bytes: Uint8Array } | undefined;
}

/** One part of a frame. */
export interface FrameField {
  /** Short, and in the words of the specification: `masking key`. At most 80 characters of it are shown. */
  readonly name: string;
  /** Bytes. An integer from 0; what is longer than the frame is cut to it. */
  readonly length: number;
}

/** The parts of a frame, one after the other from its first byte. */
export type FrameFields = (frame: CapturedFrame) => readonly FrameField[];
