/** What a PROXY header says. */
import type { Address } from '@wirechart/core';

/** A type-length-value field of version 2. */
export interface Tlv {
  readonly type: number;
  readonly value: Uint8Array;
}

/** Types of TLVs that have a meaning of their own (2.2 of the specification). Types from 0xe0 to 0xef are free for own use. */
export const tlvTypes = {
  alpn: 0x01,
  authority: 0x02,
  crc32c: 0x03,
  noop: 0x04,
  uniqueId: 0x05,
  ssl: 0x20,
  netns: 0x30,
} as const;

/** How the client spoke TLS to the proxy. */
export interface ProxiedTls {
  /** For example `TLSv1.3`. */
  readonly version: string | undefined;
  readonly cipher: string | undefined;
  readonly signatureAlgorithm: string | undefined;
  readonly keyAlgorithm: string | undefined;
  /** Where the client showed a certificate: over this connection, or earlier in the same TLS session. */
  readonly certificate: 'connection' | 'session' | undefined;
  /** The client showed a certificate and the proxy found it good. */
  readonly verified: boolean;
  /** Common name of that certificate. */
  readonly commonName: string | undefined;
}

export interface ProxyHeader {
  readonly kind: 'proxy-header';
  readonly version: 1 | 2;
  /** `'local'`: the proxy speaks for itself, to see whether we are well. */
  readonly command: 'proxy' | 'local';
  /** What the client speaks to the proxy; undefined where the header does not tell. */
  readonly transport: 'stream' | 'datagram' | undefined;
  /** The client, and the address that it called; undefined where the header does not tell: then the transport's hold. */
  readonly source: Address | undefined;
  readonly destination: Address | undefined;
  /** All fields but padding, in their order. Those of no standard meaning, too. */
  readonly tlvs: readonly Tlv[];
  /** Protocol that was agreed on with the client (ALPN), as bytes (RFC 7301). */
  readonly alpn: Uint8Array | undefined;
  /** Host name that the client asked for (SNI, for instance). */
  readonly authority: string | undefined;
  /** The proxy's name for this connection, up to 128 bytes. */
  readonly uniqueId: Uint8Array | undefined;
  readonly tls: ProxiedTls | undefined;
  /** The proxy's network namespace. */
  readonly netns: string | undefined;
}

/** The header of a connection, be it a server's peer or a bare connection; undefined where none has been read. */
export function proxyHeaderOf({ outputs }: { readonly outputs: readonly unknown[] }): ProxyHeader | undefined {
  return outputs.find((output): output is ProxyHeader => (output as Partial<ProxyHeader> | undefined)?.kind === KIND);
}

/** A header, of which all that is not given is not told. */
export function headerWith(told: Pick<ProxyHeader, 'version' | 'command'> & Partial<ProxyHeader>): ProxyHeader {
  return Object.freeze({ ...NOTHING_TOLD, ...told });
}

const KIND = 'proxy-header';

const NOTHING_TOLD = {
  kind: KIND,
  transport: undefined,
  source: undefined,
  destination: undefined,
  tlvs: [],
  alpn: undefined,
  authority: undefined,
  uniqueId: undefined,
  tls: undefined,
  netns: undefined,
} as const;
