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
  const answered = (cause: unknown, found?: Found) => {
    if (cause) return done(errorOf(cause), []);
    let list: readonly DialAddress[];
    try {
      list = listOf(found);
    } catch (trouble) {
      return done(failed('the look-up found what is no address', trouble), []);
    }
    done(null, list);
  };
  const threw = (cause: unknown) => done(errorOf(cause), []);
  try {
    const returned: unknown = lookup(host, options, answered);
    if (returned instanceof Promise) void returned.then((value) => value !== undefined && threw(promised()), threw);
  } catch (cause) {
    threw(cause);
  }
}

/** One that calls back may be an async function, whose promise says nothing. */
function promised(): NodeJS.ErrnoException {
  return failed('the look-up returned a promise of it, and has to call back', undefined);
}

type Found = Parameters<Parameters<LookupFunction>[2]>[1];

/** What was found, whichever way it was told. @throws for what is no IP address: the system would look that up as a name. */
function listOf(found: Found | undefined): DialAddress[] {
  const all = typeof found === 'string' ? [{ address: found }] : (found ?? []);
  return all.map(({ address }) => {
    const family = typeof address === 'string' ? isIP(address) : 0;
    if (family === 0) throw new TypeError('an address is that of IPv4 or IPv6, as text');
    return { address, family: family as 4 | 6 };
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
