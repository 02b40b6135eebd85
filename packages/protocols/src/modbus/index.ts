/**
 * Modbus/TCP: MODBUS Application Protocol Specification V1.1b3, over the header of the MODBUS Messaging on TCP/IP Implementation
 * Guide V1.0b. Many requests may be under way, and are answered in any order.
 */
import { defineProtocol, type Limits, type Protocol, type Timeouts } from '@wirechart/core';
import { modbusFields } from './fields.js';
import { CODES } from './functions.js';
import type { ExceptionBody, Request, Response, ResponseBody, TaggedRequest } from './message.js';
import { requestHalf, responseHalf } from './read-half.js';
import { replies } from './replies.js';
import { writeRequest } from './request.js';
import { writeResponse } from './response.js';

export { modbusCodes } from './errors.js';
export type { ExceptionName, FunctionName } from './functions.js';
export type {
  ExceptionBody,
  OtherBody,
  Request,
  RequestBody,
  Response,
  ResponseBody,
  Tag,
  TaggedRequest,
} from './message.js';

export interface ModbusOptions {
  readonly limits?: Partial<Limits>;
  readonly timeouts?: Partial<Timeouts>;
}

/**
 * A client. A request without a `transaction` gets a free one, and resolves with the response of the same: values, an echo of what
 * was written, or an exception, which is an answer like others.
 *
 * @example
 * await using client = await connect(modbusClient(), tcp({ host: '192.0.2.7', port: 502 }));
 * const response = await client.request({ function: 'read-holding-registers', unit: 1, address: 0, quantity: 10 });
 */
export function modbusClient(options: ModbusOptions = {}): Protocol<Response, Request> {
  return defineProtocol<Response, Request>({
    name: 'modbus',
    read: responseHalf,
    encode: writeRequest,
    fields: modbusFields,
    replies,
    ...options,
  });
}

/**
 * A server. A request that its function does not allow is answered with an exception by itself. With the option `concurrency` of
 * `serve` several of a connection are under way at a time.
 *
 * @example
 * await serve(modbusServer(), (request) => responseTo(request, { exception: 'illegal-data-address' }), tcp({ port: 502 }));
 */
export function modbusServer(options: ModbusOptions = {}): Protocol<TaggedRequest, Response> {
  return defineProtocol<TaggedRequest, Response>({
    name: 'modbus',
    read: requestHalf,
    encode: writeResponse,
    fields: modbusFields,
    // They are told apart on this side too, so that they may go out in any order.
    replies: replies as () => never,
    // Who asks seldom is no fault: a device may be polled once an hour.
    ...options,
    timeouts: { idle: Number.POSITIVE_INFINITY, ...options.timeouts },
  });
}

/** What a server has to say to a request: the values that it read, nothing for what it wrote, or why not. */
export type Outcome =
  | { readonly values: readonly boolean[] | readonly number[] }
  | { readonly exception: ExceptionBody['exception'] }
  | { readonly data: Uint8Array }
  | undefined;

/**
 * The response to a request, with its transaction and unit.
 *
 * @throws TypeError for an outcome that the function of the request does not have.
 */
export function responseTo(request: TaggedRequest, outcome?: Outcome): Response {
  const { transaction, unit } = request;
  return { transaction, unit, ...bodyOf(request, outcome) };
}

function bodyOf(request: TaggedRequest, outcome: Outcome): ResponseBody {
  if (outcome !== undefined && 'exception' in outcome) {
    const of = request.function === 'other' ? request.code : CODES[request.function];
    return { function: 'exception', of, exception: outcome.exception };
  }
  const values = outcome !== undefined && 'values' in outcome ? outcome.values : undefined;
  switch (request.function) {
    case 'read-coils':
    case 'read-discrete-inputs':
      if (values?.length === request.quantity) return { function: request.function, values: values as boolean[] };
      break;
    case 'read-holding-registers':
    case 'read-input-registers':
    case 'read-write-registers':
      if (values?.length === request.quantity) return { function: request.function, values: values as number[] };
      break;
    case 'write-coil':
      return { function: request.function, address: request.address, value: request.value };
    case 'write-register':
      return { function: request.function, address: request.address, value: request.value };
    case 'write-coils':
    case 'write-registers':
      return { function: request.function, address: request.address, quantity: request.values.length };
    case 'mask-write-register':
      return { function: request.function, address: request.address, and: request.and, or: request.or };
    case 'other':
      if (outcome !== undefined && 'data' in outcome) {
        return { function: 'other', code: request.code, data: outcome.data };
      }
  }
  throw new TypeError(`'${request.function}' has another outcome than this`);
}
