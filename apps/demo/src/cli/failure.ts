/** Why a program could not do its work, in one line. */
import { TransportError, WirechartError } from '@wirechart/core';
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
  const reason = REASONS[error.code];
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

/** What the system's codes mean to a person. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'the address is already in use',
  EADDRNOTAVAIL: 'this machine does not have that address',
  EAI_AGAIN: 'the name cannot be resolved at present',
  ECONNREFUSED: 'connection refused, nothing listens there',
  ECONNRESET: 'the other side reset the connection',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ENOTFOUND: 'no such host',
  EPIPE: 'the other side is gone',
  ETIMEDOUT: 'no answer in time',
};
