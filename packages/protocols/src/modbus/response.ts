/** The codec of responses (V1.1b3, sections 6 and 7). */
import type { ByteWindow, ByteWriter } from '@wirechart/core';
import { bytesFor, readBits, readRegisters, writeBits } from './bits.js';
import { modbusError } from './errors.js';
import { CODES, EXCEPTION, EXCEPTION_NAMES, exceptions, MOST, NAMES } from './functions.js';
import { byte, word, writeHeader } from './header.js';
import type { ExceptionBody, Response, ResponseBody } from './message.js';
import { ON, unknownFunction, writeOther, writeRegisters } from './request.js';

/** @throws RemoteError `response-invalid`. */
export function readResponse(frame: ByteWindow): ResponseBody {
  const code = frame.uint8(0);
  if (code >= EXCEPTION) return readException(code - EXCEPTION, frame);
  const name = NAMES.get(code);
  if (name === undefined) return { function: 'other', code, data: frame.bytes(1) };
  switch (name) {
    case 'read-coils':
    case 'read-discrete-inputs':
      return { function: name, values: readBits(frame, 2, 8 * counted(frame)) };
    case 'read-holding-registers':
    case 'read-input-registers':
    case 'read-write-registers': {
      const bytes = counted(frame);
      if (bytes % 2 !== 0) throw modbusError('response-invalid', `${bytes} bytes of registers`, { at: 1 });
      return { function: name, values: readRegisters(frame, 2, bytes / 2) };
    }
    case 'write-coil': {
      const value = fixed(frame, 5).uint16(3);
      if (value !== ON && value !== 0) throw modbusError('response-invalid', `a coil of ${value}`, { at: 3 });
      return { function: name, address: frame.uint16(1), value: value === ON };
    }
    case 'write-register':
      return { function: name, address: fixed(frame, 5).uint16(1), value: frame.uint16(3) };
    case 'write-coils':
    case 'write-registers':
      return { function: name, address: fixed(frame, 5).uint16(1), quantity: frame.uint16(3) };
    case 'mask-write-register':
      return { function: name, address: fixed(frame, 7).uint16(1), and: frame.uint16(3), or: frame.uint16(5) };
  }
}

/** @throws RangeError for what the function cannot carry. */
export function writeResponse(response: Response, out: ByteWriter): void {
  switch (response.function) {
    case 'read-coils':
    case 'read-discrete-inputs':
      begin(response, counting(response.values.length, MOST.coilsRead, bytesFor), out);
      return writeBits(response.values, out);
    case 'read-holding-registers':
    case 'read-input-registers':
    case 'read-write-registers':
      begin(
        response,
        counting(response.values.length, MOST.registersRead, (count) => 2 * count),
        out,
      );
      return writeRegisters(response.values, out);
    case 'write-coil':
      begin(response, 5, out)
        .uint16(word('address', response.address))
        .uint16(response.value ? ON : 0);
      return;
    case 'write-register':
      begin(response, 5, out).uint16(word('address', response.address)).uint16(word('value', response.value));
      return;
    case 'write-coils':
    case 'write-registers':
      begin(response, 5, out).uint16(word('address', response.address)).uint16(word('quantity', response.quantity));
      return;
    case 'mask-write-register':
      begin(response, 7, out)
        .uint16(word('address', response.address))
        .uint16(word('and', response.and))
        .uint16(word('or', response.or));
      return;
    case 'other':
      return writeOther(response, out);
    case 'exception':
      return writeException(response, out);
    default:
      throw unknownFunction(response);
  }
}

function readException(of: number, frame: ByteWindow): ExceptionBody {
  const code = fixed(frame, 2).uint8(1);
  return { function: 'exception', of, exception: EXCEPTION_NAMES.get(code) ?? code };
}

function writeException({ of, exception, ...tag }: Response & ExceptionBody, out: ByteWriter): void {
  writeHeader(tag, 2, out);
  const code = typeof exception === 'number' ? byte('exception', exception) : exceptions[exception];
  // A request of a code that has this bit already is answered with it as well.
  out.uint8((byte('of', of) | EXCEPTION) & 0xff).uint8(code);
}

type Counted = Extract<Response, { readonly values: readonly unknown[] }>;

/** Header and function code; with a number of values, the byte that counts theirs. */
function begin(
  response: Exclude<Response, { function: 'other' | 'exception' }>,
  length: number | { readonly bytes: number },
  out: ByteWriter,
): ByteWriter {
  const whole = typeof length === 'number' ? length : 2 + length.bytes;
  writeHeader(response as Counted, whole, out);
  out.uint8(CODES[response.function]);
  return typeof length === 'number' ? out : out.uint8(length.bytes);
}

function counting(count: number, most: number, bytes: (count: number) => number): { readonly bytes: number } {
  if (count < 1 || count > most) throw new RangeError(`a response has 1 to ${most} values here, not ${count}`);
  return { bytes: bytes(count) };
}

/** The bytes that the second one counts, which are all that follow. @throws RemoteError */
function counted(frame: ByteWindow): number {
  const bytes = frame.length < 2 ? 0 : frame.uint8(1);
  if (bytes === 0 || frame.length !== 2 + bytes) {
    throw modbusError('response-invalid', `${frame.length} bytes, of which ${bytes} are counted`, { at: 1 });
  }
  return bytes;
}

/** @throws RemoteError */
function fixed(frame: ByteWindow, length: number): ByteWindow {
  if (frame.length !== length) {
    throw modbusError('response-invalid', `${frame.length} bytes in place of ${length}`, { at: 1 });
  }
  return frame;
}
