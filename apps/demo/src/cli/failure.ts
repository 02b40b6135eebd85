/** Why a program could not do its work, in one line. */
import { type ErrorTable, TransportError, WirechartError } from '@wirechart/core';
import { systemCodes } from '@wirechart/transport-net';
import { printable } from '../output/printable.js';

/** A failure of the work, not of the program: one line is all there is to say. */
export class Failure extends Error {}

/**
 * One line about an error that is no mistake of this program; undefined for one that is.
 *
 * @param target the address that the program was told, for example `127.0.0.1:65432`
 */
export function failureText(error: unknown, target: string): string | undefined {
  if (error instanceof Failure) return printable(error.message);
  if (!(error instanceof WirechartError)) return undefined;
  return `${printable(textOf(error, target))} (${error.code})`;
}

/** What an error says, without its code, with which the transport's errors end. */
export function withoutCode({ code, message }: WirechartError): string {
  const ending = ` (${code})`;
  return message.endsWith(ending) ? message.slice(0, -ending.length) : message;
}

function textOf(error: WirechartError, target: string): string {
  if (!(error instanceof TransportError)) return `${target}: ${error.message}`;
  // A handshake says better than its code what was wrong, and who found it.
  const reason = error.stage === 'handshake' ? undefined : reasonFor(error.code);
  // The transport's own words name the attempt and the address.
  return reason === undefined ? withoutCode(error) : `${attempt(error, target)}: ${reason}`;
}

function attempt({ stage }: TransportError, target: string): string {
  switch (stage) {
    case 'resolve':
      return `cannot find ${target}`;
    case 'connect':
      return `cannot connect to ${target}`;
    case 'listen':
      return `cannot listen on ${target}`;
    default:
      return `lost the connection to ${target}`;
  }
}

function reasonFor(code: string): string | undefined {
  return (systemCodes as ErrorTable)[code]?.text;
}
