/** The codec of requests (V1.1b3, section 6). */
import type { ByteWindow, ByteWriter } from '@wirechart/core';
import { bytesFor, readBits, readRegisters, writeBits } from './bits.js';
import { CODES, type ExceptionName, MOST, NAMES } from './functions.js';
import { byte, word, writeHeader } from './header.js';
import type { ExceptionBody, OtherBody, Request, RequestBody, Tag } from './message.js';

const { coilsRead, registersRead, coilsWritten, registersWritten, registersExchanged } = MOST;

/** A request, or the exception that answers one that makes no sense: the connection is well. */
export function readRequest(frame: ByteWindow): RequestBody | ExceptionBody {
  const code = frame.uint8(0);
  // Such a code would be answered by one that no client can tell from another's (V1.1b3, 4.1).
  if (code === 0 || code >= 0x80) return refused(code, 'illegal-function');
  const name = NAMES.get(code);
  if (name === undefined) return { function: 'other', code, data: frame.bytes(1) };
  return bodyOf(name, frame) ?? refused(code, 'illegal-data-value');
}

/** Undefined where the bytes are not those of the function, or a quantity is none. */
function bodyOf(name: keyof typeof CODES, frame: ByteWindow): RequestBody | undefined {
  if (frame.length < 5) return undefined;
  const address = frame.uint16(1);
  const second = frame.uint16(3);
  switch (name) {
    case 'read-coils':
    case 'read-discrete-inputs':
      return frame.length === 5 && within(second, coilsRead)
        ? { function: name, address, quantity: second }
        : undefined;
    case 'read-holding-registers':
    case 'read-input-registers':
      return frame.length === 5 && within(second, registersRead)
        ? { function: name, address, quantity: second }
        : undefined;
    case 'write-coil':
      return frame.length === 5 && (second === ON || second === 0)
        ? { function: name, address, value: second === ON }
        : undefined;
    case 'write-register':
      return frame.length === 5 ? { function: name, address, value: second } : undefined;
    case 'write-coils':
      return within(second, coilsWritten) && carries(frame, 5, bytesFor(second))
        ? { function: name, address, values: readBits(frame, 6, second) }
        : undefined;
    case 'write-registers':
      return within(second, registersWritten) && carries(frame, 5, 2 * second)
        ? { function: name, address, values: readRegisters(frame, 6, second) }
        : undefined;
    case 'mask-write-register':
      return frame.length === 7 ? { function: name, address, and: second, or: frame.uint16(5) } : undefined;
    case 'read-write-registers': {
      if (frame.length < 10 || !within(second, registersRead)) return undefined;
      const written = frame.uint16(7);
      if (!within(written, registersExchanged) || !carries(frame, 9, 2 * written)) return undefined;
      const values = readRegisters(frame, 10, written);
      return { function: name, address, quantity: second, writeAddress: frame.uint16(5), values };
    }
  }
}

/** @throws RangeError for what the function cannot carry. */
export function writeRequest(request: Request, out: ByteWriter): void {
  switch (request.function) {
    case 'read-coils':
    case 'read-discrete-inputs':
      return writeRead(request, coilsRead, out);
    case 'read-holding-registers':
    case 'read-input-registers':
      return writeRead(request, registersRead, out);
    case 'write-coil':
      begin(request, 5, out).uint16(request.value ? ON : 0);
      return;
    case 'write-register':
      begin(request, 5, out).uint16(word('value', request.value));
      return;
    case 'write-coils': {
      const { length } = request.values;
      const bytes = bytesFor(quantity(length, coilsWritten));
      begin(request, 6 + bytes, out)
        .uint16(length)
        .uint8(bytes);
      return writeBits(request.values, out);
    }
    case 'write-registers': {
      const { length } = request.values;
      quantity(length, registersWritten);
      begin(request, 6 + 2 * length, out)
        .uint16(length)
        .uint8(2 * length);
      return writeRegisters(request.values, out);
    }
    case 'mask-write-register':
      begin(request, 7, out).uint16(word('and', request.and)).uint16(word('or', request.or));
      return;
    case 'read-write-registers': {
      const { length } = request.values;
      quantity(length, registersExchanged);
      begin(request, 10 + 2 * length, out)
        .uint16(quantity(request.quantity, registersRead))
        .uint16(word('writeAddress', request.writeAddress))
        .uint16(length)
        .uint8(2 * length);
      return writeRegisters(request.values, out);
    }
    case 'other':
      return writeOther(request, out);
    default:
      throw unknownFunction(request);
  }
}

/** A function that has no name here, asked or answered. @throws RangeError */
export function writeOther(body: Partial<Tag> & OtherBody, out: ByteWriter): void {
  const code = byte('code', body.code);
  if (code === 0 || code >= 0x80) throw new RangeError(`a function code is 1 to 127, not ${code}`);
  writeHeader(body, 1 + body.data.length, out);
  out.uint8(code).bytes(body.data);
}

/** A misspelt one would else be nothing on the wire, and a request that waits for ever. */
export function unknownFunction(message: never): RangeError {
  const { function: name } = message as { readonly function: unknown };
  return new RangeError(`there is no function '${name}'`);
}

/** The registers as they go over the wire. @throws RangeError */
export function writeRegisters(values: readonly number[], out: ByteWriter): void {
  for (const value of values) out.uint16(word('a register', value));
}

function writeRead(request: Extract<Request, { quantity: number }>, most: number, out: ByteWriter): void {
  begin(request, 5, out).uint16(quantity(request.quantity, most));
}

/** Header, function code and address. */
function begin(request: Exclude<Request, { function: 'other' }>, length: number, out: ByteWriter): ByteWriter {
  writeHeader(request, length, out);
  return out.uint8(CODES[request.function]).uint16(word('address', request.address));
}

function quantity(value: number, most: number): number {
  if (Number.isInteger(value) && within(value, most)) return value;
  throw new RangeError(`a quantity is an integer from 1 to ${most} here, not ${value}`);
}

const within = (value: number, most: number): boolean => value >= 1 && value <= most;

/** Whether the byte at `at` counts the rest, and rightly. */
const carries = (frame: ByteWindow, at: number, bytes: number): boolean =>
  frame.length === at + 1 + bytes && frame.uint8(at) === bytes;

const refused = (of: number, exception: ExceptionName): ExceptionBody => ({ function: 'exception', of, exception });

/** A coil that is on (6.5). */
export const ON = 0xff00;
