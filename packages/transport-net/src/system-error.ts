/** Errors of the operating system, as TransportErrors. */
import * as util from 'node:util';
import { type Stage, TransportError } from '@wirechart/core';

/**
 * Wraps an error of node:net in one clear line, for example
 * `cannot connect to 127.0.0.1:1: connection refused (ECONNREFUSED)`. The original is the `cause`.
 *
 * @param where the address or name in question, as text
 */
export function systemError(stage: Stage, where: string, cause: Error): TransportError {
  const reason = cause instanceof AggregateError ? allReasons(cause) : `${reasonOf(cause)}`;
  return new TransportError(stage, codeOf(cause), `cannot ${VERBS[stage]} ${where}: ${reason}`, { cause });
}

interface SystemError extends Error {
  readonly code?: unknown;
  readonly errno?: unknown;
  readonly address?: unknown;
}

const VERBS: Readonly<Record<Stage, string>> = {
  resolve: 'resolve',
  connect: 'connect to',
  handshake: 'shake hands with',
  listen: 'listen on',
  read: 'read from',
  write: 'write to',
  close: 'close',
};

/** An error of a stream that names no code. */
const NO_CODE = 'ERR_STREAM';

/** `connection refused (ECONNREFUSED)`. */
export function reasonOf(cause: Error): string {
  return `${wordsOf(cause)} (${codeOf(cause)})`;
}

/**
 * Where several addresses were tried (happy eyeballs, RFC 8305), the code is that of the first refusal: an attempt that
 * was only given up in favour of the next one says less.
 */
function codeOf(cause: SystemError): string {
  if (cause instanceof AggregateError) {
    const codes = (cause.errors as SystemError[]).map(codeOf);
    return codes.find((code) => code !== 'ETIMEDOUT') ?? codes[0] ?? NO_CODE;
  }
  return typeof cause.code === 'string' ? cause.code : NO_CODE;
}

function allReasons(cause: AggregateError): string {
  return (cause.errors as SystemError[])
    .map((error) => (typeof error.address === 'string' ? `${error.address}: ${reasonOf(error)}` : reasonOf(error)))
    .join('; ');
}

/** In the system's own words: `connection refused`. */
function wordsOf(cause: SystemError): string {
  if (cause.code === 'ENOTFOUND') return 'no such host';
  texts ??= systemTexts();
  const known = typeof cause.errno === 'number' ? texts.get(cause.errno)?.[1] : undefined;
  return known ?? firstLine(cause.message);
}

/** Made when first needed: it is a table of all errors of the system. */
let texts: ReadonlyMap<number, readonly [code: string, text: string]> | undefined;

/** Bun has no such table before 1.4, and would refuse to import it by name. There the error's own message has to do. */
function systemTexts(): NonNullable<typeof texts> {
  return (util as Partial<typeof util>).getSystemErrorMap?.() ?? new Map();
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] as string;
}

/** What a look-up failed with that found nothing. */
export function noAddress(): Error {
  return Object.assign(new Error('no address'), { code: 'ENOTFOUND' });
}
