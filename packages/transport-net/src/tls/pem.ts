/**
 * Certificates, keys and lists of revoked ones as an application gives them. OpenSSL passes over what it does not find: an authority
 * that is none would be nobody to trust, and a second certificate that is broken would be missing, without a word.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';

/** PEM (RFC 7468), as text or bytes. */
export type Pem = string | Uint8Array;

interface Kind {
  /** What is looked for, in words. */
  readonly what: string;
  /** What stands after BEGIN. OpenSSL takes the names of old besides those of RFC 7468. */
  readonly label: RegExp;
  /** As it stands in most files. */
  readonly usual: string;
  /** @throws Error of OpenSSL for what it cannot read */
  readonly read?: (block: string, passphrase: string | undefined) => unknown;
}

const CERTIFICATE: Kind = {
  what: 'certificate',
  label: /^(?:X509 |TRUSTED )?CERTIFICATE$/,
  usual: 'CERTIFICATE',
  read: (block) => new X509Certificate(block),
};

const KINDS = {
  ca: CERTIFICATE,
  cert: CERTIFICATE,
  crl: { what: 'list of revoked certificates', label: /^X509 CRL$/, usual: 'X509 CRL' },
  key: {
    what: 'private key',
    label: /PRIVATE KEY$/,
    usual: 'PRIVATE KEY',
    read: readKey,
  },
} satisfies Record<string, Kind>;

export type PemOption = keyof typeof KINDS;

/**
 * Finds fault with what is no PEM, has nothing of what it is to have in it, or has what cannot be read.
 *
 * @param name the option as the application knows it, for example `ca[1]`
 * @throws RangeError that names it, and never shows what is in it; where a block cannot be read, OpenSSL's error is its cause
 */
export function checkPem(option: PemOption, given: unknown, name: string = option, passphrase?: string): void {
  const { what, label, usual, read }: Kind = KINDS[option];
  const nothing = (reason: string) =>
    new RangeError(`${name} has no ${what} in PEM (-----BEGIN ${usual}-----): ${reason}`);
  if (typeof given !== 'string' && !(given instanceof Uint8Array)) throw nothing(`it is ${kindOf(given)}`);
  const text = textOf(given);
  const blocks = blocksOf(text);
  const torn = blocks.find(({ block }) => block === undefined);
  if (torn !== undefined) throw new RangeError(`${name} has a -----BEGIN ${torn.label}----- without its -----END`);
  const found = blocks.filter((one) => label.test(one.label));
  if (found.length === 0) throw nothing(guess(text, blocks[0]?.label));
  if (read === undefined) return;
  for (const [at, { block }] of found.entries()) {
    try {
      read(block as string, passphrase);
    } catch (cause) {
      const which = found.length === 1 ? `the ${what}` : `${what} ${at + 1} of ${found.length}`;
      throw new RangeError(`${name}: ${which} cannot be read: ${(cause as Error).message}`, { cause });
    }
  }
}

function readKey(key: string, passphrase: string | undefined): void {
  if (passphrase !== undefined) createPrivateKey({ key, passphrase });
  // OpenSSL's own words for it are another time `interrupted or cancelled`. RFC 5958, 3; RFC 1421, 4.6.1.1.
  else if (/BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m.test(key))
    throw new Error('it is locked, and there is no passphrase');
  else createPrivateKey(key);
}

interface Block {
  /** What stands after BEGIN. */
  readonly label: string;
  /** From BEGIN to END. Undefined without an end. */
  readonly block: string | undefined;
}

function blocksOf(text: string): readonly Block[] {
  const found: Block[] = [];
  for (let at = 0; ; ) {
    BEGIN.lastIndex = at;
    const begin = BEGIN.exec(text);
    if (begin === null) return found;
    const label = begin[1] as string;
    const mark = `-----END ${label}-----`;
    const end = text.indexOf(mark, begin.index);
    found.push({ label, block: end < 0 ? undefined : text.slice(begin.index, end + mark.length) });
    at = end < 0 ? BEGIN.lastIndex : end;
  }
}

/** Labels that are in use have these letters only, so that nothing of a content is taken for one. */
const BEGIN = /-----BEGIN ([A-Z0-9 ]{1,40})-----/g;

function textOf(given: Pem): string {
  return typeof given === 'string'
    ? given
    : Buffer.from(given.buffer, given.byteOffset, given.byteLength).toString('latin1');
}

function kindOf(given: unknown): string {
  if (Array.isArray(given)) return 'a list';
  return given === null ? 'null' : `of type ${typeof given}`;
}

function guess(text: string, label: string | undefined): string {
  if (label !== undefined) return `it has a ${label}`;
  if (text.trim() === '') return 'it is empty';
  if (text.startsWith('\x30\x82')) return 'it seems to be DER, which has to be turned into PEM';
  if (!text.includes('\n') && /[\\/.]/.test(text)) return 'it seems to be the name of a file, and not what is in it';
  return 'it is something else';
}
