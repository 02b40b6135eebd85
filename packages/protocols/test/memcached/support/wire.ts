/** Messages as they stand on the wire, well-formed or not. */
export const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

export interface PacketParts {
  readonly magic?: number;
  readonly opcode: number;
  readonly extras?: Uint8Array;
  readonly key?: string;
  readonly value?: Uint8Array;
  readonly status?: number;
  readonly opaque?: number;
  readonly cas?: bigint;
  /** In place of the true ones. */
  readonly keyLength?: number;
  readonly bodyLength?: number;
}

/** A binary message. */
export function packet(parts: PacketParts): Uint8Array {
  const { magic = 0x80, opcode, extras = EMPTY, key = '', value = EMPTY, status = 0, opaque = 0, cas = 0n } = parts;
  const body = Buffer.concat([extras, latin1(key), value]);
  const header = Buffer.alloc(24);
  header.writeUInt8(magic, 0);
  header.writeUInt8(opcode, 1);
  header.writeUInt16BE(parts.keyLength ?? key.length, 2);
  header.writeUInt8(extras.length, 4);
  header.writeUInt16BE(status, 6);
  header.writeUInt32BE(parts.bodyLength ?? body.length, 8);
  header.writeUInt32BE(opaque, 12);
  header.writeBigUInt64BE(cas, 16);
  return new Uint8Array(Buffer.concat([header, body]));
}

const EMPTY = new Uint8Array(0);
