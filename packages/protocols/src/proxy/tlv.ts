/** The fields after the addresses in version 2 (2.2 of the specification). */
import type { ByteWindow } from '@wirechart/core';
import { proxyError } from './errors.js';
import { type ProxiedTls, type ProxyHeader, type Tlv, tlvTypes } from './header.js';

/** A field and where its value begins in the frame. */
interface Field {
  readonly type: number;
  readonly from: number;
  readonly to: number;
}

export interface TlvFacts extends Pick<ProxyHeader, 'tlvs' | 'alpn' | 'authority' | 'uniqueId' | 'tls' | 'netns'> {
  /** Where the value of the checksum begins in the frame. */
  readonly checksumAt: number | undefined;
}

/** All fields from `from` to the end of the frame. */
export function readTlvs(frame: ByteWindow, from: number): TlvFacts {
  const fields = readFields(frame, from, frame.length).filter(({ type }) => type !== tlvTypes.noop);
  const only = (type: number) => theOnly(fields, type);
  const checksum = only(tlvTypes.crc32c);
  if (checksum !== undefined && checksum.to - checksum.from !== 4)
    throw invalid('a checksum has 4 bytes', checksum.from);
  const uniqueId = only(tlvTypes.uniqueId);
  if (uniqueId !== undefined && uniqueId.to - uniqueId.from > 128) {
    throw invalid('a unique id has at most 128 bytes', uniqueId.from);
  }
  const ssl = only(tlvTypes.ssl);
  return {
    tlvs: fields.map(({ type, from, to }): Tlv => ({ type, value: frame.bytes(from, to) })),
    checksumAt: checksum?.from,
    alpn: bytesOf(frame, only(tlvTypes.alpn)),
    authority: textOf(frame, only(tlvTypes.authority)),
    uniqueId: bytesOf(frame, uniqueId),
    tls: ssl === undefined ? undefined : readSsl(frame, ssl),
    netns: textOf(frame, only(tlvTypes.netns)),
  };
}

/** Bytes that a field takes. */
export const tlvLength = ({ value }: Tlv): number => TLV_HEADER + value.length;

/** Writes a field and returns where it ends. @throws RangeError when type or length do not fit. */
export function writeTlv({ type, value }: Tlv, into: Uint8Array, at: number): number {
  if (!(value instanceof Uint8Array)) throw new RangeError('the value of a TLV is a Uint8Array');
  if (!(Number.isInteger(type) && type >= 0 && type <= 0xff)) throw new RangeError(`${type} is not a type of a TLV`);
  into.set([type, value.length >> 8, value.length & 0xff], at);
  into.set(value, at + TLV_HEADER);
  return at + TLV_HEADER + value.length;
}

function readFields(frame: ByteWindow, from: number, end: number): Field[] {
  const fields: Field[] = [];
  for (let at = from; at < end; ) {
    if (at + TLV_HEADER > end) throw invalid('the header ends inside the type and length of a TLV', at);
    const value = at + TLV_HEADER;
    const to = value + frame.uint16(at + 1);
    if (to > end) throw invalid(`a TLV of ${to - value} bytes where ${end - value} are left`, at);
    fields.push({ type: frame.uint8(at), from: value, to });
    at = to;
  }
  return fields;
}

/** A field that says one thing must not say another, too. */
function theOnly(fields: readonly Field[], type: number): Field | undefined {
  const [field, other] = fields.filter((one) => one.type === type);
  if (other !== undefined) throw invalid(`a second TLV of type 0x${type.toString(16).padStart(2, '0')}`, other.from);
  return field;
}

/** 2.2.6: which of TLS is in use, whether the certificate was found good, and fields of its own. */
function readSsl(frame: ByteWindow, { from, to }: Field): ProxiedTls | undefined {
  if (to - from < SSL_HEADER) throw invalid(`a TLV of TLS has at least ${SSL_HEADER} bytes`, from);
  const flags = frame.uint8(from);
  const fields = readFields(frame, from + SSL_HEADER, to);
  const text = (type: number) => textOf(frame, theOnly(fields, type));
  const tls: ProxiedTls = {
    version: text(0x21),
    commonName: text(0x22),
    cipher: text(0x23),
    signatureAlgorithm: text(0x24),
    keyAlgorithm: text(0x25),
    certificate: flags & CERT_CONNECTION ? 'connection' : flags & CERT_SESSION ? 'session' : undefined,
    verified: (flags & (CERT_CONNECTION | CERT_SESSION)) !== 0 && frame.uint32(from + 1) === 0,
  };
  return flags & CLIENT_SSL ? tls : undefined;
}

function bytesOf(frame: ByteWindow, field: Field | undefined): Uint8Array | undefined {
  return field === undefined ? undefined : frame.bytes(field.from, field.to);
}

function textOf(frame: ByteWindow, field: Field | undefined): string | undefined {
  if (field === undefined) return undefined;
  try {
    return frame.text(field.from, field.to);
  } catch (cause) {
    throw proxyError('proxy-tlv-invalid', 'text that is not UTF-8', { cause, at: field.from });
  }
}

const invalid = (what: string, at: number) => proxyError('proxy-tlv-invalid', what, { at });

/** Type and length. */
const TLV_HEADER = 3;
/** Flags, and the result of verifying the certificate. */
const SSL_HEADER = 5;
const CLIENT_SSL = 0x01;
const CERT_CONNECTION = 0x02;
const CERT_SESSION = 0x04;
