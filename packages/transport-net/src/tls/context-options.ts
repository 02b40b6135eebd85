/** What node:tls makes a context of: PEM as it takes it, and nothing where nothing was given. */
import type { SecureContextOptions } from 'node:tls';
import { type Pem, readPem } from './pem.js';
import type { TlsSettings } from './settings.js';

/**
 * @param of whose certificate and key they are, as a prefix of their names
 * @throws RangeError naming what cannot be read
 */
export function contextOptions(settings: TlsSettings, of = ''): SecureContextOptions {
  const { ca, crl, cert, key, passphrase, ciphers, minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3' } = settings;
  const options: SecureContextOptions = { minVersion, maxVersion };
  if (ca !== undefined) options.ca = listOf(ca).map(bytesOf);
  if (crl !== undefined) options.crl = listOf(crl).map(bytesOf);
  if (cert !== undefined) {
    readPem('cert', cert, `${of}cert`);
    options.cert = bytesOf(cert);
  }
  if (key !== undefined) {
    readPem('key', key, `${of}key`, passphrase);
    options.key = bytesOf(key);
  }
  if (passphrase !== undefined) options.passphrase = passphrase;
  if (ciphers !== undefined) options.ciphers = ciphers;
  return options;
}

/** @throws RangeError naming an authority that cannot be read: OpenSSL would leave it out */
export function readAuthorities({ ca }: TlsSettings): void {
  if (ca === undefined) return;
  for (const [at, one] of listOf(ca).entries()) readPem('ca', one, isList(ca) ? `ca[${at}]` : 'ca');
}

function listOf(given: Pem | readonly Pem[]): readonly Pem[] {
  return isList(given) ? given : [given];
}

function isList(given: Pem | readonly Pem[]): given is readonly Pem[] {
  return Array.isArray(given);
}

function bytesOf(given: Pem): string | Buffer {
  return typeof given === 'string' ? given : Buffer.from(given);
}
