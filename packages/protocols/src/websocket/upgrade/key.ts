/** The key of a handshake and the answer that proves that it was read (RFC 6455, 1.3 and 4.2.2). */
import { sha1 } from '@noble/hashes/legacy.js';
import { encodeUtf8 } from '@wirechart/core';

/** Fills bytes with what nobody can foresee. */
export type Random = (bytes: Uint8Array) => void;

export function randomKey(random: Random): string {
  const nonce = new Uint8Array(16);
  random(nonce);
  return base64(nonce);
}

/** Whether it is the base64 of 16 bytes. The four bits that 22 characters have too many are not looked at. */
export const isKey = (text: string): boolean => /^[A-Za-z0-9+/]{22}==$/.test(text);

/** The value of `Sec-WebSocket-Accept` for a key. */
export function acceptFor(key: string): string {
  return base64(sha1(encodeUtf8(key + GUID)));
}

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
