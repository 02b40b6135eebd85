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
      const address = typeof found === 'string' ? found : found?.[0]?.address;
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
  asked(
    lookup,
    host,
    { all: true, family: family ?? 0, verbatim: true } as Parameters<LookupFunction>[1],
    (cause, found, version) => {
      if (cause) return done(cause, []);
      const all = typeof found === 'string' ? [{ address: found, family: version ?? isIP(found) }] : (found ?? []);
      const known = all.map(({ address, family }) => ({ address, family: Number(family) === 6 ? 6 : 4 }) as const);
      done(null, family === undefined ? known : known.filter((one) => one.family === family));
    },
  );
}

/** A look-up of the application's may throw, and call its answer an error when it is none. */
function asked(
  lookup: LookupFunction,
  host: string,
  options: Parameters<LookupFunction>[1],
  done: Parameters<LookupFunction>[2],
): void {
  try {
    lookup(host, options, (cause, ...found) => done(cause ? errorOf(cause) : null, ...found));
  } catch (cause) {
    done(errorOf(cause), []);
  }
}

function errorOf(cause: unknown): NodeJS.ErrnoException {
  try {
    if (cause instanceof Error && typeof cause.message === 'string') return cause;
  } catch {
    // It does not let itself be looked at.
  }
  return Object.assign(new Error('the look-up failed', { cause }), { code: 'EAI_FAIL' });
}
