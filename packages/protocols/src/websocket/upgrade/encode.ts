/** The encoder of both sides of the upgrade. */
import type { ByteWriter } from '@wirechart/core';
import { type HttpMessage, writeHttp } from '../http/write-head.js';
import type { Sendable } from '../message.js';

/** @throws RangeError for a message of the application: there is nobody yet to take it. */
export function encodeHttp(message: Sendable | HttpMessage, out: ByteWriter): void {
  if (typeof message !== 'object' || message instanceof Uint8Array || message.kind !== 'http') {
    throw new RangeError('the WebSocket is not open yet');
  }
  writeHttp(message, out);
}
