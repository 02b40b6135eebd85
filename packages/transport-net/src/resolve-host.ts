/** The address to listen on. */
import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { AbortSignalLike } from '@wirechart/core';
import { abortReason } from './abort.js';
import { systemError } from './system-error.js';

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
    lookup(host, { family: family ?? 0 }, (cause, found) => {
      signal?.removeEventListener('abort', onAbort);
      const address = typeof found === 'string' ? found : found?.[0]?.address;
      if (cause) reject(systemError('resolve', host, cause));
      else if (address) resolve(address);
      else reject(systemError('resolve', host, Object.assign(new Error('no address'), { code: 'ENOTFOUND' })));
    });
  });
}
