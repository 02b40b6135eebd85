/** What node:tls makes a context of: PEM as it takes it, and nothing where nothing was given. */
import type { SecureContextOptions } from 'node:tls';
import type { Pem, TlsSettings } from './settings.js';

export function contextOptions(settings: TlsSettings): SecureContextOptions {
  const { ca, cert, key, passphrase, ciphers, minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3' } = settings;
  const options: SecureContextOptions = { minVersion, maxVersion };
  if (ca !== undefined) options.ca = isList(ca) ? ca.map(pem) : pem(ca);
  if (cert !== undefined) options.cert = pem(cert);
  if (key !== undefined) options.key = pem(key);
  if (passphrase !== undefined) options.passphrase = passphrase;
  if (ciphers !== undefined) options.ciphers = ciphers;
  return options;
}

function isList(ca: Pem | readonly Pem[]): ca is readonly Pem[] {
  return Array.isArray(ca);
}

function pem(given: Pem): string | Buffer {
  return typeof given === 'string' ? given : Buffer.from(given);
}
