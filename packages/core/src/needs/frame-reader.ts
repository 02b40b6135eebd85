/**
 * A codec for frames of many small parts (nested arrays, say): it reads on in whatever has arrived, keeps what it has so
 * far, and says what it needs to go on. The machine hears of the whole frame and of nothing in between.
 */
import type { ByteWindow } from '../input/window.js';

/**
 * One reader serves one connection, frame after frame.
 *
 * Each part must be read in one go or not at all: then it makes no difference where the input was cut.
 */
export interface FrameReader<TValue> {
  /**
   * Reads on from `window.start` to `window.end` at most, and moves `window.start` past what it has read. The window holds
   * at least what was asked for last (at the beginning of a frame, one byte), and whatever else lies in one piece with it.
   *
   * Returns undefined when the frame is whole: nothing after it has been read then. Otherwise returns what it
   * needs in one piece to go on. Or 0, when it has read something and would take long to read on: then it is called again when
   * others have had their turn.
   *
   * Throws a `RemoteError` for bytes that are not well-formed, with `window.start` at the part at fault. It is not called again then.
   */
  read(window: ByteWindow): Wanted | undefined;
  /**
   * The value of the frame that is whole. Called once for each; the reader keeps no hold of it and is ready for the next.
   * Throws a `RemoteError` for one that is well-formed and must not be all the same.
   */
  take(): TValue;
  /**
   * Bytes of memory that it keeps, roughly: of the frame at hand (with what its values weigh beyond their bytes), and of what it needs
   * to read it. For the limit over all connections of a server. Default 0.
   */
  readonly held?: number;
  /** The connection is over, or speaks another protocol: whatever it keeps is of no more use. */
  drop?(): void;
}

/** From where the reader stands: so many bytes, more than the window holds; or a line; or 0, for nothing but some patience. */
export type Wanted = number | Line;

/**
 * Everything through a delimiter that begins at most `max` bytes away. When there is none, the window holds enough to see
 * that: more than `max` bytes, and what may be left of a delimiter after them. The same object must be returned for the same line, so that the search is
 * not begun anew.
 */
export interface Line {
  readonly delimiter: Uint8Array;
  readonly max: number;
}
