/** Certificates, keys and lists that are none: refused by the name of the option, and never passed over. */
import { createPrivateKey } from 'node:crypto';
import { type Endpoint, TransportError } from '@wirechart/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type TlsOptions, type TlsSettings, tcp, tls, unix } from '../../src/index.js';
import { authority } from '../support/certificates.js';

const { ca, issue, revoke } = await authority();
const good = await issue();
const crl = await revoke([good.cert]);
const locked = createPrivateKey(good.key).export({
  type: 'pkcs8',
  format: 'pem',
  cipher: 'aes-256-cbc',
  passphrase: 'sesame',
}) as string;

const bytes = (text: string) => new TextEncoder().encode(text);
const der = Uint8Array.from(Buffer.from(ca.split('\n').slice(1, -1).join(''), 'base64'));
/** Its block is whole, and there is nothing that makes sense in it. */
const broken = (pem: string) => pem.replace(/\n[^\n]{20}/, `\n${'A'.repeat(20)}`);

type Row = [what: string, TlsSettings, message: string];

const ROWS: readonly Row[] = (['ca', 'crl', 'cert', 'key'] as const).flatMap((option): Row[] => {
  const pair = option === 'cert' || option === 'key' ? good : {};
  const of = (value: unknown) => ({ ...pair, [option]: value }) as TlsSettings;
  return [
    [`${option}: empty`, of(''), `${option} has no`],
    [`${option}: blank`, of(' \n'), `${option} has no`],
    [`${option}: no bytes`, of(new Uint8Array(0)), 'it is empty'],
    [`${option}: a path`, of('/etc/ssl/it.pem'), 'the name of a file, and not what is in it'],
    [`${option}: DER`, of(der), 'DER'],
    [`${option}: null`, of(null), `${option} has no`],
    [`${option}: a number`, of(5), `${option} has no`],
    [`${option}: something else`, of('hello'), `${option} has no`],
    [`${option}: of another kind`, of(option === 'key' ? good.cert : good.key), `${option} has no`],
    [`${option}: torn off`, of((option === 'key' ? good.key : ca).slice(0, 80)), 'without its -----END'],
  ];
});

test.each<Row>([
  ...ROWS,
  ['ca: an empty list', { ca: [] }, 'ca is an empty list; leave it out for the authorities that Node trusts'],
  ['crl: an empty list', { crl: [] }, 'crl is an empty list'],
  ['one in a list of ca', { ca: [ca, ''] }, 'ca[1] has no certificate'],
  ['one in a list of crl', { crl: [crl, bytes('x')] }, 'crl[1] has no list of revoked certificates'],
  ['a list of certificates', { cert: [good.cert] as never, key: good.key }, 'cert has no certificate in PEM'],
  ['a host', { ...good, hosts: { 'a.example': { cert: '', key: good.key } } }, "hosts['a.example'].cert has no"],
  [
    'a host without a key',
    { ...good, hosts: { a: { cert: good.cert } as never } },
    "hosts['a'].key has no private key",
  ],
  ['ca that is broken', { ca: broken(ca) }, 'ca: the certificate cannot be read'],
  ['the second of two in ca', { ca: `${ca}\n${broken(ca)}` }, 'ca: certificate 2 of 2 cannot be read'],
  ['the second of a list', { ca: [ca, bytes(broken(ca))] }, 'ca[1]: the certificate cannot be read'],
  ['cert that is broken', { ...good, cert: broken(good.cert) }, 'cert: the certificate cannot be read'],
  ['key that is broken', { ...good, key: broken(good.key) }, 'key: the private key cannot be read'],
  ['a locked key', { ...good, key: locked }, 'key: the private key cannot be read: it is locked, and there is no'],
  ['a wrong passphrase', { ...good, key: locked, passphrase: 'x' }, 'key: the private key cannot be read'],
  ['a broken host', { hosts: { 'a.b': { ...good, cert: broken(good.cert) } } }, "hosts['a.b'].cert: the certificate"],
  ['a host without a name', { ...good, hosts: { '': good } }, 'hosts has an empty name'],
])('%s', (_, settings, message) => {
  const endpoints: ((settings: TlsSettings) => Endpoint)[] = [
    (all) => tls({ port: 0, ...all }),
    (all) => tls({ path: '/tmp/never', ...all }),
    (startTls) => tcp({ port: 0, startTls }),
    (startTls) => unix({ path: '/tmp/never', startTls }),
  ];
  for (const endpoint of endpoints) {
    expect(() => endpoint(settings)).toThrow(RangeError);
    expect(() => endpoint(settings)).toThrow(message);
  }
});

test.each<[string, TlsSettings]>([
  ['a broken list', { crl: broken(crl) }],
  ['a key of another certificate', { ...good, key: (await issue()).key }],
])('%s is found before anybody is called', async (_, settings) => {
  await expect(tls({ port: 1, ...settings }).connect()).rejects.toThrow(/CRL|mismatch/);
  await expect(tls({ port: 0, ...good, ...settings }).listen(() => {})).rejects.toThrow(/CRL|mismatch/);
});

test.each<[string, Parameters<ReturnType<typeof tls>['renew']>[0], string]>([
  ['no certificate', { ...good, cert: '' }, 'cert has no certificate'],
  ['one that cannot be read', { ...good, cert: broken(good.cert) }, 'cert: the certificate cannot be read'],
  ['nobody to trust', { ca: [] }, 'ca is an empty list'],
  ['a key of another certificate', { key: (await issue()).key }, 'key values mismatch'],
])('renew with %s: those before stay', async (_, renewed, message) => {
  const secure = tls({ port: 0, ...good });
  const listener = await secure.listen(() => {});
  const { port } = listener.address as { port: number };
  expect(() => secure.renew(renewed)).toThrow(message);
  secure.renew({ cert: undefined, key: undefined } as object);
  const transport = await tls({ port, ca }).connect();
  transport.reset();
  await listener.close();
});

test('renew takes a key that is locked with the passphrase of before', () => {
  const secure = tls({ port: 0, ...good, key: locked, passphrase: 'sesame' });
  secure.renew({ cert: good.cert, key: locked });
  secure.renew({ hosts: { 'a.example': { cert: good.cert, key: locked } } });
  expect(() => secure.renew({ passphrase: 'x' })).toThrow('key: the private key cannot be read');
});

test('what is right is taken: text and bytes, comments, chains, the old names, a key that is locked', async () => {
  const taken: TlsOptions[] = [
    { port: 1, ca: bytes(`# my authority\r\n${ca.replaceAll('\n', '\r\n')}\nthe end`) },
    { port: 1, ca: [ca.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE'), `${ca}${good.cert}`] },
    { port: 1, ca: ca.replaceAll('CERTIFICATE', 'X509 CERTIFICATE'), crl: [bytes(crl)] },
    { port: 1, cert: `${good.cert}\n${ca}`, key: `${good.cert}\n${good.key}` },
    { port: 1, ...good, key: locked, passphrase: 'sesame' },
  ];
  for (const options of taken) {
    // Nothing listens there: what was given has been read by then.
    await expect(tls(options).connect()).rejects.toBeInstanceOf(TransportError);
  }
});

test('whatever is in a file: a RangeError that names the option and shows nothing of it, or it is taken', () => {
  const piece = fc.constantFrom('-----BEGIN ', '-----END ', 'CERTIFICATE', 'X', '-----', '\n', 'c2VjcmV0', ' ');
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      for (const given of [text, bytes(text)]) {
        try {
          tls({ port: 0, ca: given });
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          expect((error as Error).message).toMatch(/^ca /);
          expect((error as Error).message).not.toContain('c2VjcmV0');
        }
      }
    }),
  );
});
