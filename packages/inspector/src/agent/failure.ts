/** An error as it is told. */
import type { WirechartError } from '@wirechart/core';
import type { Failure } from '../feed.js';
import type { EndedConnection } from '../wire/messages.js';
import type { Reader } from './reader.js';

export function failureOf({ blame, code, message, half, state, offset }: WirechartError): Failure {
  return {
    blame,
    code,
    message,
    ...(half === undefined ? {} : { half }),
    ...(state === undefined ? {} : { state }),
    ...(offset === undefined ? {} : { offset }),
  };
}

/** The text that a code has always, without what is particular to the case, which stands after a colon. */
export function generalText(message: string): string {
  return message.split(': ', 1)[0] as string;
}

/** Without payload an error is told without what is particular to the case, in which bytes of the remote may stand. */
export function endedFor(reader: Reader, ended: EndedConnection): EndedConnection {
  if (reader.payload || ended.error === undefined) return ended;
  return { ...ended, error: { ...ended.error, message: generalText(ended.error.message) } };
}
