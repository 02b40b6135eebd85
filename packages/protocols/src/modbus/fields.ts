/** What the parts of a frame are called: MODBUS Messaging on TCP/IP Implementation Guide V1.0b, 3.1.3, and the application protocol V1.1b3, 4.1. */
import type { FrameFields } from '@wirechart/core';
import { Parts } from '../parts.js';

export const modbusFields: FrameFields = (frame) => {
  const parts = new Parts(frame);
  if (frame.half === 'write') while (parts.goesOn) unit(parts, header(parts));
  else if (frame.event === 'header') header(parts);
  else if (frame.event === 'body') unit(parts, frame.length);
  return parts.list;
};

/** Returns how many bytes follow: the length counts the unit identifier as well. */
function header(parts: Parts): number {
  parts.take('transaction identifier', 2).take('protocol identifier', 2);
  const length = parts.number(2);
  parts.take('length', 2).take('unit identifier', 1);
  return length - 1;
}

function unit(parts: Parts, length: number): void {
  parts.take('function code', Math.min(1, length)).take('data', length - 1);
}
