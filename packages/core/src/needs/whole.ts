/** A frame whose end a reader finds, part by part. */

import type { AnyEventObject } from 'xstate';
import { isBytes } from '../bytes/views.js';
import { causeText } from '../errors/cause.js';
import { shown } from '../errors/check-arguments.js';
import { checkOptions } from '../errors/check-options.js';
import { localError } from '../errors/core-errors.js';
import { type Begun, type Intake, type Taken, WORK_LEFT } from '../input/intake.js';
import type { ByteQueue } from '../input/queue.js';
import type { HalfInput } from '../limits.js';
import type { FrameReader, Line, Wanted } from './frame-reader.js';
import type { Need, UsualTaking } from './need.js';
import { isUnfit, malformed, refusalOf, unfit } from './taking.js';

/**
 * A whole frame, however many parts it has, delivered as `{ type: event, value }`. `reader` makes the {@link FrameReader} of a
 * connection when its first bytes arrive. Frames of several kinds can be several events: `event` may find the type in the value.
 *
 * States that share this very object share the frame too: a transition between them in the middle of one loses nothing.
 */
export function whole<TContext = HalfInput, TValue = unknown, TType extends string = 'bytes'>(
  reader: (context: TContext) => FrameReader<TValue>,
  options: { readonly event?: TType | ((value: TValue) => TType) } = {},
): Need<TContext, TType, { readonly value: TValue }> {
  checkOptions('whole', options, { event: true });
  return new WholeNeed(reader, options.event ?? 'bytes');
}

/** A reader at work in one connection, frame after frame. */
class Reading implements Begun {
  from = -1;
  lineFrom = -1;
  lineSince = -1;
  /** What it needs to go on; undefined at the beginning of a frame. */
  wanted: Wanted | undefined = undefined;

  constructor(
    readonly by: object,
    readonly reader: FrameReader<unknown>,
  ) {}

  get held(): number {
    return this.reader.held ?? 0;
  }

  drop(): void {
    this.reader.drop?.();
  }

  get inLine(): boolean {
    return this.from >= 0 && typeof this.wanted !== 'number';
  }
}

class WholeNeed implements Need {
  readonly kind = 'whole';
  readonly event: string | ((value: never) => string);
  readonly words = 'needs a whole frame';
  readonly reader: (context: never) => FrameReader<unknown>;

  constructor(reader: (context: never) => FrameReader<unknown>, event: string | ((value: never) => string)) {
    this.reader = reader;
    this.event = event;
  }

  take(input: Intake, context: unknown): Taken {
    const { queue } = input;
    if (input.begun !== undefined && input.begun.from >= 0) input.frameOffset = input.begun.from;
    if (queue.length === 0) return input.starved();
    if (input.begun?.by !== this) {
      input.drop();
      try {
        input.begun = new Reading(this, readerFrom(this.reader(context as never)));
      } catch (cause) {
        return malformed(localError('bad-need', causeText(cause), { cause }));
      }
    }
    const reading = input.begun as Reading;
    if (reading.from < 0) reading.from = queue.offset;
    input.frameOffset = reading.from;
    return this.readOn(input, reading);
  }

  /** @internal The text calls it. */
  readOn(input: Intake, reading: Reading): Taken {
    const { queue } = input;
    for (;;) {
      const count = inReach(reading.wanted, queue);
      if (count === 0) return input.starved();
      const window = queue.peek(count, input.window);
      const { start, end } = window;
      let wanted: Wanted | undefined;
      try {
        wanted = reading.reader.read(window);
      } catch (cause) {
        return this.refuse(input, start, end, cause);
      }
      const taken = this.wants(input, reading, start, end, wanted);
      if (taken !== undefined) return taken;
    }
  }

  /**
   * What comes of what the reader wants to go on, having read in a window from `start` to `end`; undefined where it is to be seen
   * whether that is there. @internal
   */
  wants(input: Intake, reading: Reading, start: number, end: number, wanted: Wanted | undefined): Taken | undefined {
    const { queue, window } = input;
    if (!(window.start >= start && window.start <= end)) {
      return this.refuse(input, start, end, outside(window.start, start, end));
    }
    queue.skip(window.start - start);
    if (wanted === undefined) return this.deliver(input, reading);
    if (!isWanted(wanted))
      return malformed(localError('bad-need', `the \`read\` of its reader returns ${shown(wanted)}: ${WANTED}`));
    if (wanted === 0 && window.start > start) {
      reading.wanted = undefined;
      return WORK_LEFT;
    }
    // It would ask for ever for what it has seen already.
    const isStuck =
      typeof wanted === 'number'
        ? !(wanted > window.length)
        : window.start === start && window.end === end && wanted === reading.wanted;
    if (isStuck) return malformed(localError('bad-need', 'the reader asks for what it has'));
    reading.wanted = wanted;
    return undefined;
  }

  /** The reader refuses what it was shown. @internal */
  refuse(input: Intake, start: number, end: number, cause: unknown): AnyEventObject {
    const { queue, window } = input;
    // What it has read before the part at fault is read.
    if (window.start > start && window.start <= end) queue.skip(window.start - start);
    input.frameOffset = queue.offset;
    input.drop();
    return malformed(refusalOf(cause));
  }

  usual(need: string): UsualTaking {
    return {
      declarations: `const eventOf$${need} = ${need}.event;`,
      isThere: () => `const { begun } = intake;
      const isThere = queue.cursor < queue.end && begun !== undefined && begun.by === ${need} && begun.from < 0;`,
      event: (
        type,
        otherwise,
      ) => `const { reader } = begun, frame = intake.window, start = queue.cursor, end = queue.end;
      begun.from = intake.frameOffset;
      intake.frameLength = 0;
      frame.buffer = queue.head;
      frame.start = start;
      frame.end = end;
      frame.filled = end;
      let wanted;
      try {
        wanted = reader.read(frame);
      } catch (cause) {
        ${otherwise(`${need}.refuse(intake, start, end, cause)`)}
      }
      if (wanted !== undefined || !(frame.start >= start && frame.start <= end)) {
        ${otherwise(`${need}.wants(intake, begun, start, end, wanted) ?? ${need}.readOn(intake, begun)`)}
      }
      queue.skip(frame.start - start);
      intake.frameLength = queue.headAt + queue.cursor - begun.from;
      begun.from = -1;
      begun.wanted = undefined;
      let value, typeOf;
      try {
        value = reader.take();
        typeOf = ${typeof this.event === 'string' ? type : `eventOf$${need}(value)`};
      } catch (cause) {
        ${otherwise('malformed(refusalOf(cause))')}
      }
      const event = { type: typeOf, value };
      ${typeof this.event === 'string' ? '' : `if (typeOf !== ${type}) { ${otherwise('event')} }`}`,
    };
  }

  private named(type: unknown, value: unknown): AnyEventObject {
    if (typeof type === 'string') return { type, value };
    return malformed(localError('bad-need', `its \`event\` returns ${shown(type)} and no type of an event`));
  }

  private deliver(input: Intake, reading: Reading): AnyEventObject {
    input.frameLength = input.queue.offset - reading.from;
    reading.from = -1;
    reading.wanted = undefined;
    const { event } = this;
    try {
      const value = reading.reader.take();
      if (isUnfit(value, input.window)) return malformed(unfit(value, input.window));
      return this.named(typeof event === 'string' ? event : event(value as never), value);
    } catch (cause) {
      return malformed(refusalOf(cause));
    }
  }

  lacks(input: Intake | undefined): boolean {
    if (input === undefined) return true;
    return input.begun?.by === this && isShort((input.begun as Reading).wanted, input.queue);
  }
}

/** @throws TypeError for what reads nothing */
function readerFrom(made: FrameReader<unknown>): FrameReader<unknown> {
  const { read, take } = Object(made) as Partial<FrameReader<unknown>>;
  if (typeof read === 'function' && typeof take === 'function') return made;
  throw new TypeError(`its reader must have the functions \`read\` and \`take\`, and is ${shown(made)}`);
}

const WANTED =
  'undefined says that the frame is whole, a number or `{ delimiter, max }` what it needs to go on, the delimiter a Uint8Array';

/** Whether a reader asks for what can be shown to it. */
function isWanted(wanted: Wanted): boolean {
  if (typeof wanted === 'number') return Number.isInteger(wanted);
  const { delimiter, max } = Object(wanted) as Partial<Line>;
  return isBytes(delimiter) && delimiter.length > 0 && typeof max === 'number' && max >= 0;
}

/** How many bytes to show a reader that wants this; 0 when it has not arrived. */
function inReach(wanted: Wanted | undefined, queue: ByteQueue): number {
  if (wanted === undefined) return 1;
  if (typeof wanted === 'number') return queue.length >= wanted ? wanted : 0;
  const { delimiter, max } = wanted;
  const found = queue.indexOf(delimiter);
  if (found >= 0 && found <= max) return found + delimiter.length;
  return found > max || queue.scanned > max ? Math.min(queue.length, max + delimiter.length) : 0;
}

function isShort(wanted: Wanted | undefined, queue: ByteQueue): boolean {
  return wanted === undefined ? queue.length === 0 : inReach(wanted, queue) === 0;
}

function outside(at: number, start: number, end: number): RangeError {
  return new RangeError(`the reader went to ${at}, outside of its window from ${start} to ${end}`);
}
