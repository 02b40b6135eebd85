/** What node:tls makes a context of: PEM as it takes it, and nothing where nothing was given. */
import type { SecureContextOptions } from 'node:tls';
import type { Pem } from './pem.js';
import type { TlsSettings } from './settings.js';

export function contextOptions(settings: TlsSettings): SecureContextOptions {
  const { ca, crl, cert, key, passphrase, ciphers, minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3' } = settings;
  const options: SecureContextOptions = { minVersion, maxVersion };
  if (ca !== undefined) options.ca = listOf(ca).map(bytesOf);
  if (crl !== undefined) options.crl = listOf(crl).map(bytesOf);
  if (cert !== undefined) options.cert = bytesOf(cert);
  if (key !== undefined) options.key = bytesOf(key);
  if (passphrase !== undefined) options.passphrase = passphrase;
  if (ciphers !== undefined) options.ciphers = ciphers;
  return options;
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
