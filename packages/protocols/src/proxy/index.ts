/**
 * The PROXY protocol, versions 1 and 2: who is behind a proxy, said before anything else. It composes with any protocol:
 * {@link proxied} for the server behind the proxy, {@link withProxyHeader} for the proxy.
 *
 * Specification: haproxy, doc/proxy-protocol.txt.
 */
import {
  type Address,
  checkOptions,
  defineProtocol,
  encodeUtf8,
  type Limits,
  type Protocol,
  type Timeouts,
} from '@wirechart/core';
import { setup } from 'xstate';
import { blockOf } from './block.js';
import { proxyFields } from './fields.js';
import type { ProxyHeader, Tlv } from './header.js';
import { lineOf } from './line.js';
import { readHalf } from './read-half.js';
import { type Trusted, trust } from './trust.js';

export interface ProxiedOptions {
  /**
   * Who may speak for others. Required, since whoever may say where a connection comes from can be anybody: a connection
   * from elsewhere is refused before anything of it is read (RemoteError `proxy-untrusted`).
   */
  readonly trusted: Trusted;
  /**
   * Whether a line of version 1 that says TCP6 may have IPv4 addresses in it, which are taken for `::ffff:…` then. nginx writes such
   * lines where client and server speak different families; the specification (2.1) has none. Default false: `proxy-line-invalid`.
   */
  readonly mixedFamilies?: boolean;
  /** `headerBytes`: longest header of version 2, signature and all. Default 4,096, as nginx has it. */
  readonly limits?: Partial<Limits>;
  /** `header`: from the start of the connection to the end of the header. */
  readonly timeouts?: Partial<Timeouts>;
}

/**
 * A server's protocol behind a proxy: every connection begins with a PROXY header of version 1 or 2. Then `peer.remote` and
 * `peer.local` are what the header says, `peer.via` what the transport says, and {@link proxyHeaderOf} gives the rest.
 *
 * @throws RangeError for an entry of `trusted` that is no address; TypeError for an option of an unknown name.
 * @example
 * serve(proxied(jsonHeader(), { trusted: ['10.0.0.0/8'] }), (request, peer) => …, tcp({ port: 65432 }));
 */
export function proxied<TIn, TOut>(inner: Protocol<TIn, TOut>, options: ProxiedOptions): Protocol<TIn, TOut> {
  checkOptions<ProxiedOptions>('proxied', options, {
    trusted: true,
    mixedFamilies: true,
    limits: true,
    timeouts: true,
  });
  return defineProtocol<TIn, TOut>({
    name: 'proxy',
    read: readHalf(trust(options.trusted), options.mixedFamilies ?? false),
    encode: () => {
      throw new RangeError('nothing can be sent before the PROXY header has arrived');
    },
    fields: proxyFields,
    next: { introduced: inner },
    addresses: ({ source, destination }: ProxyHeader) =>
      source === undefined || destination === undefined ? undefined : { remote: source, local: destination },
    limits: { headerBytes: 4096, ...options.limits },
    ...(options.timeouts === undefined ? {} : { timeouts: options.timeouts }),
  });
}

export interface ProxyHeaderOptions {
  /** Default 2. */
  readonly version?: 1 | 2;
  /** For whom to speak, and which address was called. Without them for oneself: a LOCAL header, or an UNKNOWN line. */
  readonly source?: Address;
  readonly destination?: Address;
  /** Version 2 only. */
  readonly tlvs?: readonly Tlv[];
  /** Whether to add a CRC32C. Default false. Version 2 only. */
  readonly checksum?: boolean;
}

/**
 * A client's protocol that sends a PROXY header before anything else.
 *
 * @throws RangeError for a header that cannot be written: addresses that do not go together, more than 65,535 bytes,
 *   version 1 with what it has no words for; TypeError for an option of an unknown name.
 */
export function withProxyHeader<TIn, TOut>(
  inner: Protocol<TIn, TOut>,
  header: ProxyHeaderOptions,
): Protocol<TIn, TOut> {
  const bytes = encodeProxyHeader(header);
  return defineProtocol<TIn, TOut>({
    name: 'proxy',
    read: NOTHING_TO_READ,
    encode: (_, out) => {
      out.bytes(bytes);
    },
    // The one message of this protocol is its header.
    opening: () => bytes as TOut,
    fields: proxyFields,
    next: { introduced: inner },
  });
}

/** The bytes of a header. @throws as {@link withProxyHeader} does. */
export function encodeProxyHeader(options: ProxyHeaderOptions): Uint8Array {
  checkOptions<ProxyHeaderOptions>('encodeProxyHeader', options, {
    version: true,
    source: true,
    destination: true,
    tlvs: true,
    checksum: true,
  });
  const { version = 2, source, destination, tlvs = [], checksum = false } = options;
  if ((source === undefined) !== (destination === undefined)) {
    throw new RangeError('a PROXY header has both a source and a destination, or neither');
  }
  if (version !== 1 && version !== 2) throw new RangeError(`the PROXY protocol has no version ${version}`);
  if (version === 2) return blockOf({ source, destination, tlvs, checksum });
  if (tlvs.length > 0 || checksum) throw new RangeError('version 1 of the PROXY protocol has no TLVs and no checksum');
  return encodeUtf8(lineOf(source, destination));
}

const NOTHING_TO_READ = setup({}).createMachine({
  id: 'proxy',
  initial: 'introduced',
  states: { introduced: { type: 'final' } },
});

export { proxyCodes } from './errors.js';
export { type ProxiedTls, type ProxyHeader, proxyHeaderOf, type Tlv, tlvTypes } from './header.js';
export { type Trusted, trust } from './trust.js';
