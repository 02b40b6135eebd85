/** What node:tls makes a context of: PEM as it takes it, and nothing where nothing was given. */
import type { SecureContextOptions } from 'node:tls';
import type { Pem, TlsSettings } from './settings.js';

export function contextOptions(settings: TlsSettings): SecureContextOptions {
  const { ca, crl, cert, key, passphrase, ciphers, minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3' } = settings;
  const options: SecureContextOptions = { minVersion, maxVersion };
  if (ca !== undefined) options.ca = pems(ca);
  if (crl !== undefined) options.crl = pems(crl);
  if (cert !== undefined) options.cert = pem(cert);
  if (key !== undefined) options.key = pem(key);
  if (passphrase !== undefined) options.passphrase = passphrase;
  if (ciphers !== undefined) options.ciphers = ciphers;
  return options;
}

function pems(given: Pem | readonly Pem[]): string | Buffer | (string | Buffer)[] {
  return isList(given) ? given.map(pem) : pem(given);
}

function isList(given: Pem | readonly Pem[]): given is readonly Pem[] {
  return Array.isArray(given);
}

function pem(given: Pem): string | Buffer {
  return typeof given === 'string' ? given : Buffer.from(given);
}
