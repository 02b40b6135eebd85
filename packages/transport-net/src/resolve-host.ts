/** Names to addresses: the one to listen on, and all that can be called. */
import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { AbortSignalLike, DialAddress } from '@wirechart/core';
import { abortReason } from './abort.js';
import { noAddress, systemError } from './system-error.js';

/**
 * The first address of a host; an IP address and `''` are themselves.
 *
 * @throws TransportError of stage `resolve`; the reason of an aborted signal
 */
export function resolveHost(
  host: string,
  family: 4 | 6 | undefined,
  lookup: LookupFunction = systemLookup as LookupFunction,
  signal?: AbortSignalLike,
): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortReason(signal));
    if (host === '' || isIP(host) !== 0) return resolve(host);
    const onAbort = () => signal !== undefined && reject(abortReason(signal));
    signal?.addEventListener('abort', onAbort, { once: true });
    asked(lookup, host, { family: family ?? 0 }, (cause, found) => {
      signal?.removeEventListener('abort', onAbort);
      const address = found[0]?.address;
      if (cause) reject(systemError('resolve', host, cause));
      else if (address) resolve(address);
      else reject(systemError('resolve', host, noAddress()));
    });
  });
}

/** All addresses of a host, the best first; an IP address is itself. */
export function addressesOf(
  host: string,
  family: 4 | 6 | undefined,
  lookup: LookupFunction = systemLookup as LookupFunction,
  done: (cause: Error | null, addresses: readonly DialAddress[]) => void,
): void {
  const own = isIP(host) as 0 | 4 | 6;
  if (own !== 0) return done(null, family === undefined || family === own ? [{ address: host, family: own }] : []);
  // In the order of the system (RFC 6724), not with IPv4 first.
  const options = { all: true, family: family ?? 0, verbatim: true } as Parameters<LookupFunction>[1];
  asked(lookup, host, options, (cause, found) => {
    done(cause, family === undefined ? found : found.filter((one) => one.family === family));
  });
}

/** A look-up of the application's may throw, call its answer an error when it is none, and answer with what is no address. */
function asked(
  lookup: LookupFunction,
  host: string,
  options: Parameters<LookupFunction>[1],
  done: (cause: Error | null, found: readonly DialAddress[]) => void,
): void {
  const answered = (cause: unknown, found?: Found, family?: number) => {
    if (cause) return done(errorOf(cause), []);
    let list: readonly DialAddress[];
    try {
      list = listOf(found, family);
    } catch (trouble) {
      return done(failed('the look-up found what is no address', trouble), []);
    }
    done(null, list);
  };
  try {
    lookup(host, options, answered);
  } catch (cause) {
    done(errorOf(cause), []);
  }
}

type Found = Parameters<Parameters<LookupFunction>[2]>[1];

/** What was found, whichever way it was told. @throws for what has no text as an address. */
function listOf(found: Found | undefined, version: number | undefined): DialAddress[] {
  const all = typeof found === 'string' ? [{ address: found, family: version ?? isIP(found) }] : (found ?? []);
  return all.map(({ address, family }) => {
    if (typeof address !== 'string') throw new TypeError('an address is text');
    return { address, family: Number(family) === 6 ? 6 : 4 };
  });
}

function errorOf(cause: unknown): NodeJS.ErrnoException {
  try {
    if (cause instanceof Error && typeof cause.message === 'string') return cause;
  } catch {
    // It does not let itself be looked at.
  }
  return failed('the look-up failed', cause);
}

function failed(what: string, cause: unknown): NodeJS.ErrnoException {
  return Object.assign(new Error(what, { cause }), { code: 'EAI_FAIL' });
}
