/** How TLS is spoken: what both roles, and each of them, can be told. */
import { isIP } from 'node:net';
import { checkOptions, type OptionNames } from '@wirechart/core';
import { checkFlag, checkTimeout } from '../ranges.js';
import { checkPem, type Pem, type PemOption } from './pem.js';

/** A certificate with its key, or several. PEM, as text or bytes. */
export interface TlsIdentity {
  /** The certificate, followed by those between it and its authority. */
  readonly cert: Pem;
  readonly key: Pem;
  /** Opens the key, where it is locked. */
  readonly passphrase?: string;
}

export interface TlsSettings extends Partial<TlsIdentity> {
  /** Authorities to trust, in PEM, in place of those that Node comes with. */
  readonly ca?: Pem | readonly Pem[];
  /**
   * Lists of certificates that were revoked (CRL, RFC 5280, 5), in PEM: one of each authority between a certificate of the remote and
   * one that is trusted, and none of them too old; else it is refused. Default: nobody asks.
   */
  readonly crl?: Pem | readonly Pem[];
  /** Lowest version that is spoken. Default TLSv1.2 (RFC 8996 forbids those below). */
  readonly minVersion?: TlsVersion;
  /** Highest version that is spoken. Default TLSv1.3. */
  readonly maxVersion?: TlsVersion;
  /** Cipher suites in the form of OpenSSL. Default: Node's. */
  readonly ciphers?: string;
  /**
   * Protocols to agree on (ALPN, RFC 7301), the preferred one first. A server refuses a client that offers others only. What
   * was agreed on is in `protocol` of `Security`.
   */
  readonly alpn?: readonly string[];
  /** Milliseconds from the open connection to the end of the handshake. Default 10,000. */
  readonly handshakeTimeout?: number;
  /**
   * `'required'`: an end of the remote's direction without its close_notify (RFC 8446, 6.1) is the TransportError
   * `ERR_TLS_NO_CLOSE_NOTIFY`, since somebody between may have cut the connection. Costs throughput. Default `'ignored'`:
   * such an end is an end, as many peers leave it out and most protocols know by themselves when a message is whole.
   */
  readonly closeNotify?: 'ignored' | 'required';

  // As a client.

  /** Name to ask for (SNI), and to find in the certificate. Default: `host`; an IP address is looked for but not asked for. */
  readonly serverName?: string;
  /** Takes up the last session where the server allows it. Default true. */
  readonly resume?: boolean;
  /** Takes whatever certificate the server shows, so that anybody can stand in for it. For tests. */
  readonly dangerouslyAcceptAnyCertificate?: true;

  // As a server.

  /** Other certificates by the name that clients ask for; `*.example.org` stands for one label. Default: one for all. */
  readonly hosts?: Readonly<Record<string, TlsIdentity>>;
  /**
   * Certificates of clients. `'required'`: one that `ca` vouches for, or no connection. `'requested'`:
   * `authorized` of `Security` says whether there was one. Default `'ignored'`.
   */
  readonly clientCertificates?: 'ignored' | 'requested' | 'required';
  /** 48 random bytes that lock session tickets: where several processes serve one address, they share them. Default: their own. */
  readonly ticketKeys?: Uint8Array;
}

export type TlsVersion = 'TLSv1.2' | 'TLSv1.3';

export const TLS_SETTINGS: OptionNames<TlsSettings> = {
  cert: true,
  key: true,
  passphrase: true,
  ca: true,
  crl: true,
  minVersion: true,
  maxVersion: true,
  ciphers: true,
  alpn: true,
  handshakeTimeout: true,
  closeNotify: true,
  serverName: true,
  resume: true,
  dangerouslyAcceptAnyCertificate: true,
  hosts: true,
  clientCertificates: true,
  ticketKeys: true,
};

/**
 * Certificates, keys and lists.
 *
 * @throws TypeError for what is no part of the certificate of a host; RangeError naming what has not what it should have in PEM
 */
export function checkIdentities({ ca, crl, hosts = {}, ...own }: Partial<TlsSettings>): void {
  checkIdentity(own);
  checkPems('ca', ca);
  checkPems('crl', crl);
  for (const [name, identity] of Object.entries(hosts)) {
    checkOptions<TlsIdentity>(`the host ${name}`, identity, { cert: true, key: true, passphrase: true });
    if (name === '') throw new RangeError('hosts has an empty name');
    checkIdentity({ ...(own.passphrase && { passphrase: own.passphrase }), ...identity }, `hosts['${name}'].`, true);
  }
}

/** @param whole whether both have to be there */
function checkIdentity({ cert, key, passphrase }: Partial<TlsIdentity>, prefix = '', whole = false): void {
  if (whole || cert !== undefined) checkPem('cert', cert, `${prefix}cert`);
  if (whole || key !== undefined) checkPem('key', key, `${prefix}key`, passphrase);
}

function checkPems(option: PemOption, given: unknown): void {
  if (given === undefined) return;
  if (!Array.isArray(given)) return checkPem(option, given);
  if (given.length === 0) throw new RangeError(`${option} is an empty list; leave it out for ${WITHOUT[option]}`);
  for (const [at, one] of given.entries()) checkPem(option, one, `${option}[${at}]`);
}

const WITHOUT: Partial<Record<PemOption, string>> = {
  ca: 'the authorities that Node trusts',
  crl: 'certificates that nobody asks about',
};

/** @throws RangeError naming a setting that is out of range; TypeError as {@link checkIdentities} does */
export function checkTlsSettings(settings: TlsSettings): void {
  checkIdentities(settings);
  const { handshakeTimeout, serverName, ticketKeys, alpn, minVersion, maxVersion } = settings;
  const { closeNotify, clientCertificates, cert, key, ciphers, resume, dangerouslyAcceptAnyCertificate } = settings;
  // Either without the other would show nothing.
  if (cert !== undefined && key === undefined) throw new RangeError('cert needs key');
  if (key !== undefined && cert === undefined) throw new RangeError('key needs cert');
  if (ciphers === '') throw new RangeError('ciphers must not be empty');
  checkFlag('resume', resume);
  checkFlag('dangerouslyAcceptAnyCertificate', dangerouslyAcceptAnyCertificate);
  if (handshakeTimeout !== undefined) checkTimeout('handshakeTimeout', handshakeTimeout);
  if (serverName === '') throw new RangeError('serverName must not be empty');
  if (ticketKeys !== undefined && ticketKeys.length !== 48) {
    throw new RangeError(`ticketKeys must be 48 bytes, not ${ticketKeys.length}`);
  }
  // Text would be taken for a list of its characters.
  if (typeof alpn === 'string') throw new RangeError(`alpn must be a list of names: ['${alpn}']`);
  if (alpn?.length === 0) throw new RangeError('alpn must have at least one name');
  for (const name of alpn ?? []) {
    const { length } = Buffer.from(name);
    if (length < 1 || length > 255) throw new RangeError(`a name in alpn must have 1 to 255 bytes, not ${length}`);
  }
  checkWord('minVersion', minVersion, ['TLSv1.2', 'TLSv1.3']);
  checkWord('maxVersion', maxVersion, ['TLSv1.2', 'TLSv1.3']);
  // A misspelt one would be taken for less than was asked for: anybody gets in, or an end that was forged goes unseen.
  checkWord('closeNotify', closeNotify, ['ignored', 'required']);
  checkWord('clientCertificates', clientCertificates, ['ignored', 'requested', 'required']);
  if (minVersion === 'TLSv1.3' && maxVersion === 'TLSv1.2') throw new RangeError('minVersion is above maxVersion');
}

function checkWord<T extends string>(option: string, given: T | undefined, known: readonly T[]): void {
  if (given === undefined || known.includes(given)) return;
  const last = known.length - 1;
  throw new RangeError(`${option} must be ${known.slice(0, last).join(', ')} or ${known[last]}, not ${given}`);
}

/** The settings with the name that a client calls for. */
export function calling(settings: TlsSettings, host: string): TlsSettings {
  return settings.serverName === undefined ? { ...settings, serverName: host === '' ? 'localhost' : host } : settings;
}

/** SNI has names only (RFC 6066, 3). */
export function nameToAskFor(serverName: string | undefined): string {
  return serverName === undefined || isIP(serverName) !== 0 ? '' : serverName;
}
