/** Certificates of an authority of the test's own, made anew for each run. */
import 'reflect-metadata';
import type { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { TlsIdentity } from '../../src/index.js';

export interface Authority {
  /** Its own certificate, in PEM. */
  readonly ca: string;
  issue(options?: IssueOptions): Promise<TlsIdentity & { readonly cert: string; readonly key: string }>;
  /** The list of those that it takes back, in PEM. */
  revoke(certificates: readonly string[], until?: Date): Promise<string>;
}

export interface IssueOptions {
  /** Names that it is for. Default `localhost`, and the addresses of this machine. */
  readonly names?: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

export async function authority(name = 'Wirechart test authority'): Promise<Authority> {
  const keys = await generateKeys();
  const own = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    notBefore: YESTERDAY,
    notAfter: TOMORROW,
    extensions: [new x509.BasicConstraintsExtension(true, 1, true)],
  });
  return {
    ca: own.toString('pem'),
    async issue({ names = ['localhost', '127.0.0.1', '::1'], notBefore = YESTERDAY, notAfter = TOMORROW } = {}) {
      const { privateKey, publicKey } = await generateKeys();
      const cert = await x509.X509CertificateGenerator.create({
        subject: `CN=${names[0]}`,
        issuer: own.subject,
        signingKey: keys.privateKey,
        publicKey,
        notBefore,
        notAfter,
        extensions: [
          new x509.SubjectAlternativeNameExtension(
            names.map((value) => ({ type: /^[\d.]+$|:/.test(value) ? 'ip' : 'dns', value }) as const),
          ),
        ],
      });
      const key = await crypto.subtle.exportKey('pkcs8', privateKey);
      return { cert: cert.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') };
    },
    async revoke(certificates, nextUpdate = TOMORROW) {
      const list = await x509.X509CrlGenerator.create({
        issuer: own.subject,
        thisUpdate: new Date(YESTERDAY.getTime() - DAY),
        nextUpdate,
        signingAlgorithm: ALGORITHM,
        signingKey: keys.privateKey,
        entries: certificates.map((pem) => ({ serialNumber: new x509.X509Certificate(pem).serialNumber })),
      });
      return x509.PemConverter.encode(list.rawData, 'X509 CRL');
    },
  };
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 86_400_000;
export const YESTERDAY = new Date(Date.now() - DAY);
export const TOMORROW = new Date(Date.now() + DAY);
