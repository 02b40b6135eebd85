/** The fields of a frame, as its protocol names them. What a protocol does wrong there harms nobody: it is told once. */
import type { CapturedFrame, FrameField, StageView } from '@wirechart/core';
import type { Field } from '../feed.js';

/** @param offset of the frame, in bytes of its direction */
export function fieldsOf({ protocol }: StageView, frame: CapturedFrame, offset: number): Field[] {
  const { fields } = protocol;
  if (fields === undefined || frame.bytes.length === 0) return [];
  try {
    return placed(fields(frame), offset, offset + frame.length);
  } catch (error) {
    if (!told.has(fields)) {
      told.add(fields);
      const words = error instanceof Error ? error.message : String(error);
      process.emitWarning(`the protocol ${protocol.name} does not name the fields of '${frame.event}': ${words}`, {
        type: 'WirechartWarning',
        code: 'WIRECHART_FIELDS',
      });
    }
    return [];
  }
}

/** What is longer than the frame is cut to it. @throws TypeError for what is no list of fields */
function placed(fields: readonly FrameField[], offset: number, end: number): Field[] {
  if (!Array.isArray(fields)) throw new TypeError('what it returns is no array');
  const found: Field[] = [];
  let at = offset;
  for (const field of fields.slice(0, MOST_FIELDS) as unknown[]) {
    const { name, length } = Object(field) as Partial<FrameField>;
    if (typeof name !== 'string' || !Number.isInteger(length) || Number(length) < 0)
      throw new TypeError('a field has a name and a length, an integer from 0');
    const own = Math.min(Number(length), end - at);
    if (own > 0) found.push({ name: name.slice(0, LONGEST_NAME), offset: at, length: own });
    at += own;
  }
  return found;
}

const told = new WeakSet<object>();
/** What comes after so many is not named: a command may have a million arguments. */
const MOST_FIELDS = 256;
const LONGEST_NAME = 80;
