/** An error as it is told. */
import type { WirechartError } from '@wirechart/core';
import type { Failure } from '../feed.js';

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
