/** What several kinds of needs do alike: find a count, run a codec, and say what was refused. */
import type { AnyEventObject } from 'xstate';
import { causeText, ownError } from '../errors/cause.js';
import { shown } from '../errors/check-arguments.js';
import { localError, remoteError } from '../errors/core-errors.js';
import type { LocalError, WirechartError } from '../errors/errors.js';
import { isStray } from '../errors/promised.js';
import type { Intake } from '../input/intake.js';
import type { ByteWindow } from '../input/window.js';
import type { Count, Decode } from './options.js';

/** The count in this context, or what is wrong with the function that finds it. It may still be out of range. */
export function countIn(count: Count<never>, context: unknown): number | LocalError {
  if (typeof count === 'number') return count;
  let found: unknown;
  try {
    found = count(context as never);
  } catch (cause) {
    return localError('bad-need', causeText(cause), { cause });
  }
  if (typeof found === 'number') return found;
  return localError('bad-need', shown(found));
}

/**
 * Text that has a count in `name`, and leaves where a function does not find it: so that it is a number and nothing else from there on,
 * which is compared several times faster.
 */
export function countSource(
  need: string,
  name: 'count' | 'max',
  count: Count<never>,
): { declarations: string; statements(leave: string): string } {
  const declarations = `const ${name}$${need} = ${need}.${name};`;
  if (typeof count === 'number') return { declarations, statements: () => `const ${name} = ${name}$${need};` };
  return {
    declarations,
    statements: (leave) => `let ${name};
      try {
        ${name} = ${name}$${need}(given);
      } catch {
        ${leave}
      }
      if (typeof ${name} !== 'number') { ${leave} }`,
  };
}

/** A count that is out of range, or was not found. */
export function badCount(count: number | LocalError): AnyEventObject {
  return malformed(typeof count === 'number' ? localError('bad-need', String(count)) : count);
}

export function isCount(count: number | LocalError): count is number {
  // Most are small integers, which is seen soonest.
  return typeof count === 'number' && (count >>> 0 === count || (count >= 0 && Number.isInteger(count)));
}

/** Whether it can be the length of a longest frame. */
export function isMost(count: number | LocalError): count is number {
  return typeof count === 'number' && count >= 0;
}

/** The frame has been read: what its codec makes of it. */
export function deliver(
  need: { readonly event: string; readonly decode: Decode<never, unknown> },
  frame: ByteWindow,
  input: Intake,
  context: unknown,
): AnyEventObject {
  input.frameLength = input.queue.offset - input.frameOffset;
  try {
    const value = need.decode(frame, context as never);
    return isUnfit(value, frame) ? malformed(unfit(value, frame)) : { type: need.event, value };
  } catch (cause) {
    return malformed(refusalOf(cause));
  }
}

/**
 * The same as text.
 *
 * @param frame lays the window `frame` over what the codec `decode` gets, and reads past it
 */
export const deliverSource = (frame: string, decode: string, type: string, otherwise: (taken: string) => string) => `
      const frame = intake.window;
      ${frame}
      intake.frameLength = queue.headAt + queue.cursor - intake.frameOffset;
      let value;
      try {
        value = ${decode}(frame, given);
      } catch (cause) {
        ${otherwise('malformed(refusalOf(cause))')}
      }
      const event = { type: ${type}, value };`;

/** What nobody can keep: a promise, which nobody waits for, and the window, which is laid over other bytes next. */
export function isUnfit(value: unknown, frame: ByteWindow): boolean {
  return value === frame || isStray(value);
}

export function unfit(value: unknown, frame: ByteWindow): LocalError {
  return localError('codec-unfit', value === frame ? 'the window that it was shown' : 'a promise');
}

/** What a codec threw: its refusal of the bytes, or its own mistake. */
export function refusalOf(cause: unknown): WirechartError {
  return ownError(cause) ?? localError('codec-threw', causeText(cause), { cause });
}

export function malformed(error: WirechartError): AnyEventObject {
  return { type: 'malformed', error };
}

export function tooLong(max: number): AnyEventObject {
  return malformed(remoteError('frame-too-long', `more than ${max} bytes`));
}
