/** CRC-32C (Castagnoli), as RFC 9260, appendix A, has it for SCTP. */

/** Goes on with a checksum over the bytes of `buffer` from `start` to `end`; begin with 0. The value is an unsigned 32-bit integer. */
export function crc32c(buffer: Uint8Array, start: number, end: number, before = 0): number {
  let crc = ~before;
  for (let at = start; at < end; at++) {
    crc = (TABLE[(crc ^ (buffer[at] as number)) & 0xff] as number) ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}

/** The polynomial 0x1EDC6F41 with its bits reversed. */
const POLYNOMIAL = 0x82f63b78;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
  return crc;
});
