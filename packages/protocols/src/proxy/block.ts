/** Version 2: a block of bytes (2.2 of the specification). */
import { type Address, type ByteWindow, encodeUtf8, type HalfInput } from '@wirechart/core';
import { crc32c } from './crc32c.js';
import { proxyError } from './errors.js';
import { headerWith, type ProxyHeader, type Tlv, tlvTypes } from './header.js';
import { ipAddress, ipBytes, mapped } from './ip.js';
import { SIGNATURE } from './signature.js';
import { readTlvs, tlvLength, writeTlv } from './tlv.js';

/** Version and command, family and transport, length. */
export const PREAMBLE_LENGTH = 4;
const HEADER_LENGTH = SIGNATURE.length + PREAMBLE_LENGTH;

/** What the fixed part says. */
export interface Preamble {
  /** Byte of version and command. */
  readonly command: number;
  /** Byte of family and transport. */
  readonly family: number;
  /** Bytes that follow. */
  readonly length: number;
}

/** The fixed part, after the signature. */
export function readPreamble(frame: ByteWindow, { limits }: HalfInput): Preamble {
  const command = frame.uint8(0);
  const family = frame.uint8(1);
  const length = frame.uint16(2);
  if (command >> 4 !== 2) throw proxyError('proxy-version-unknown', String(command >> 4), { at: 0 });
  if (command !== LOCAL && command !== PROXY) {
    throw proxyError('proxy-command-unknown', String(command & 0xf), { at: 0 });
  }
  // The family of a connection of the proxy's own is to be ignored.
  const addresses = command === LOCAL ? 0 : ADDRESS_LENGTHS.get(family);
  if (addresses === undefined) {
    throw proxyError('proxy-family-unknown', `0x${family.toString(16).padStart(2, '0')}`, { at: 1 });
  }
  if (length < addresses) {
    throw proxyError('proxy-addresses-short', `${length} bytes instead of ${addresses}`, { at: 2 });
  }
  const whole = HEADER_LENGTH + length;
  if (whole > limits.headerBytes) {
    throw proxyError('limit-header-bytes', `${whole} bytes; limit headerBytes is ${limits.headerBytes}`, {
      at: 2,
    });
  }
  return { command, family, length };
}

/** What follows the fixed part. */
export function readBlock(frame: ByteWindow, preamble: Preamble): ProxyHeader {
  const { command, family } = preamble;
  if (command === LOCAL || family === UNSPECIFIED) {
    // Whatever it says is to be ignored: addresses of an unknown family may be among it, so nothing can be found in it.
    return headerWith({ version: 2, command: command === LOCAL ? 'local' : 'proxy' });
  }
  const { checksumAt, ...fields } = readTlvs(frame, ADDRESS_LENGTHS.get(family) as number);
  if (checksumAt !== undefined) verify(frame, preamble, checksumAt);
  const [source, destination] = readAddresses(frame, family);
  const transport = (family & 0xf) === STREAM ? 'stream' : 'datagram';
  return headerWith({ version: 2, command: 'proxy', transport, source, destination, ...fields });
}

export interface BlockContent {
  /** Both or neither; without them the block is a LOCAL one. */
  readonly source: Address | undefined;
  readonly destination: Address | undefined;
  readonly tlvs: readonly Tlv[];
  /** Whether to put a CRC32C over it all after the other fields. */
  readonly checksum: boolean;
}

/** @throws RangeError for addresses of which the protocol knows no family, and for what does not fit. */
export function blockOf({ source, destination, tlvs, checksum }: BlockContent): Uint8Array {
  const { family, addresses } = addressBytes(source, destination);
  const fields = checksum ? [...tlvs, { type: tlvTypes.crc32c, value: new Uint8Array(4) }] : tlvs;
  const length = fields.reduce((sum, tlv) => sum + tlvLength(tlv), addresses.length);
  if (length > 0xffff) throw new RangeError(`a PROXY header of ${length} bytes does not fit its length field`);
  const block = new Uint8Array(HEADER_LENGTH + length);
  block.set(SIGNATURE);
  block.set([source === undefined ? LOCAL : PROXY, family, length >> 8, length & 0xff], SIGNATURE.length);
  block.set(addresses, HEADER_LENGTH);
  fields.reduce((at, tlv) => writeTlv(tlv, block, at), HEADER_LENGTH + addresses.length);
  if (checksum) new DataView(block.buffer).setUint32(block.length - 4, crc32c(block, 0, block.length));
  return block;
}

function readAddresses(frame: ByteWindow, family: number): readonly [Address, Address] {
  const kind = family >> 4;
  if (kind === UNIX) return [readPath(frame, 0), readPath(frame, UNIX_LENGTH)];
  const width = kind === INET ? 4 : 16;
  return [
    ipAddress(frame.bytes(0, width), frame.uint16(2 * width)),
    ipAddress(frame.bytes(width, 2 * width), frame.uint16(2 * width + 2)),
  ];
}

/** A path ends at its first NUL; one that begins with NUL is an abstract name (unix(7)) and ends where only NULs follow. */
function readPath(frame: ByteWindow, from: number): Address {
  const bytes = frame.bytes(from, from + UNIX_LENGTH);
  const isAbstract = bytes[0] === 0;
  const nul = isAbstract ? bytes.findLastIndex((byte) => byte !== 0) + 1 : bytes.indexOf(0);
  const end = nul < 0 ? UNIX_LENGTH : nul;
  return end === 0 ? UNNAMED : { kind: 'path', path: frame.text(from, from + end) };
}

/** The checksum was made with zeros in its own place; the input must not be changed, so it is gone over in parts. */
function verify(frame: ByteWindow, { command, family, length }: Preamble, at: number): void {
  const { buffer, start, end } = frame;
  let crc = crc32c(SIGNATURE, 0, SIGNATURE.length);
  crc = crc32c(Uint8Array.of(command, family, length >> 8, length & 0xff), 0, 4, crc);
  crc = crc32c(buffer, start, start + at, crc);
  crc = crc32c(ZEROS, 0, 4, crc);
  crc = crc32c(buffer, start + at + 4, end, crc);
  if (crc !== frame.uint32(at)) throw proxyError('proxy-checksum-wrong', undefined, { at });
}

function addressBytes(source: Address | undefined, destination: Address | undefined) {
  if (source === undefined || destination === undefined) return { family: UNSPECIFIED, addresses: new Uint8Array(0) };
  if (source.kind === 'ip' && destination.kind === 'ip') {
    const pair = [source, destination].map(ipBytes);
    const isV4 = pair.every((bytes) => bytes.length === 4);
    const ports = [source.port, destination.port].flatMap((port) => [port >> 8, port & 0xff]);
    const addresses = Uint8Array.of(...pair.flatMap((bytes) => [...(isV4 ? bytes : mapped(bytes))]), ...ports);
    return { family: ((isV4 ? INET : INET6) << 4) | STREAM, addresses };
  }
  const addresses = new Uint8Array(2 * UNIX_LENGTH);
  addresses.set(pathBytes(source));
  addresses.set(pathBytes(destination), UNIX_LENGTH);
  return { family: (UNIX << 4) | STREAM, addresses };
}

function pathBytes(address: Address): Uint8Array {
  if (address.kind === 'ip') throw new RangeError('an IP address and another one make no pair');
  if (address.kind === 'name') return new Uint8Array(0);
  const bytes = encodeUtf8(address.path);
  if (bytes.length > UNIX_LENGTH) throw new RangeError(`a path has at most ${UNIX_LENGTH} bytes, not ${bytes.length}`);
  return bytes;
}

const LOCAL = 0x20;
const PROXY = 0x21;
const UNSPECIFIED = 0x00;
const INET = 1;
const INET6 = 2;
const UNIX = 3;
const STREAM = 1;
const DATAGRAM = 2;
const UNIX_LENGTH = 108;
const ZEROS = new Uint8Array(4);
/** As transports name the end of a Unix socket that has no path. */
const UNNAMED: Address = { kind: 'name', name: 'unnamed' };

/** Bytes of both addresses, by the byte of family and transport. */
const ADDRESS_LENGTHS: ReadonlyMap<number, number> = new Map([
  [UNSPECIFIED, 0],
  ...[
    [INET, 12],
    [INET6, 36],
    [UNIX, 2 * UNIX_LENGTH],
  ].flatMap(([kind = 0, length = 0]) =>
    [STREAM, DATAGRAM].map((transport) => [(kind << 4) | transport, length] as const),
  ),
]);
