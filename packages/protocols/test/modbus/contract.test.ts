import { encoded } from '@wirechart/contract';
import {
  modbusClient,
  modbusServer,
  type Request,
  type Response,
  responseTo,
  type TaggedRequest,
} from '../../src/modbus/index.js';
import { examine } from '../support/examine.js';
import { requests, responses } from './messages.js';

const ask: TaggedRequest = { transaction: 7, unit: 1, function: 'read-holding-registers', address: 107, quantity: 3 };
const write: TaggedRequest = {
  transaction: 8,
  unit: 1,
  function: 'write-coils',
  address: 19,
  values: [true, false, true],
};
const answer = responseTo(ask, { values: [0x022b, 0, 0x64] });
const written = responseTo(write);

/** Header and body, as numbers. */
const bytes = (...values: number[]) => Uint8Array.from(values);

examine<TaggedRequest, Response>({
  name: 'modbus, a server',
  protocol: () => modbusServer(),
  roles: ['server'],
  conversations: [
    {
      name: 'two requests',
      input: encoded(modbusClient(), 'client', [ask, write]),
      messages: [ask, write],
      replies: (request) => [
        responseTo(request, request.function === 'write-coils' ? undefined : { values: [1, 2, 3] }),
      ],
    },
    {
      name: 'a request that makes no sense, between two that do',
      input: Buffer.concat([
        encoded(modbusClient(), 'client', [ask]),
        // Two thousand and one coils.
        bytes(0, 1, 0, 0, 0, 6, 9, 1, 0, 0, 7, 0xd1),
        encoded(modbusClient(), 'client', [write]),
      ]),
      messages: [ask, write],
      // Between messages, and after the refused one.
      mayEnd: (offset) => [0, 12, 24, 38].includes(offset),
    },
  ],
  invalid: [
    { name: 'another protocol', input: bytes(0, 1, 0, 1, 0, 6, 1), code: 'not-modbus' },
    { name: 'a length of nothing', input: bytes(0, 1, 0, 0, 0, 1, 1), code: 'length-invalid' },
    { name: 'a length above the most', input: bytes(0, 1, 0, 0, 0, 255, 1), code: 'length-invalid' },
    { name: 'an end inside a body', input: bytes(0, 1, 0, 0, 0, 6, 1, 3), code: 'truncated', end: true },
  ],
  growing: [
    {
      name: 'many requests',
      input: (size) =>
        encoded(
          modbusClient(),
          'client',
          Array.from({ length: Math.ceil(size / 12) }, () => ask),
        ),
    },
  ],
  unencodable: [
    { name: 'a register above 65,535', message: { ...ask, function: 'read-holding-registers', values: [65_536] } },
    {
      name: 'too many registers',
      message: { ...ask, function: 'read-input-registers', values: new Array(126).fill(0) },
    },
    { name: 'no values', message: { ...ask, function: 'read-coils', values: [] } },
    { name: 'a transaction below 0', message: { ...written, transaction: -1 } },
    { name: 'a unit above 255', message: { ...written, unit: 256 } },
  ],
});

examine<Response, Request>({
  name: 'modbus, a client',
  protocol: () => modbusClient(),
  roles: ['client'],
  conversations: [
    {
      name: 'two responses',
      input: encoded(modbusServer(), 'server', [answer, written]),
      messages: [answer, written],
      sends: [ask, write],
    },
  ],
  invalid: [
    { name: 'another protocol', input: bytes(0, 1, 1, 0, 0, 6, 1), code: 'not-modbus' },
    { name: 'registers of an odd length', input: bytes(0, 1, 0, 0, 0, 4, 1, 3, 1, 0), code: 'response-invalid' },
    {
      name: 'a count that is not that of the bytes',
      input: bytes(0, 1, 0, 0, 0, 5, 1, 3, 4, 0, 0),
      code: 'response-invalid',
    },
    {
      name: 'a coil that is neither on nor off',
      input: bytes(0, 1, 0, 0, 0, 6, 1, 5, 0, 0, 1, 0),
      code: 'response-invalid',
    },
    { name: 'an exception that is too long', input: bytes(0, 1, 0, 0, 0, 4, 1, 0x83, 2, 0), code: 'response-invalid' },
  ],
  unencodable: [
    { name: 'a quantity of 0', message: { ...ask, quantity: 0 } },
    { name: 'a quantity above the most', message: { ...ask, quantity: 126 } },
    { name: 'an address above 65,535', message: { ...ask, address: 65_536 } },
    { name: 'half a register', message: { function: 'write-register', address: 0, value: 1.5 } },
    { name: 'no coils', message: { function: 'write-coils', address: 0, values: [] } },
    { name: 'a code of an exception', message: { function: 'other', code: 0x83, data: new Uint8Array(0) } },
    { name: 'too much of another function', message: { function: 'other', code: 0x64, data: new Uint8Array(253) } },
  ],
});

examine<TaggedRequest, Request>({
  name: 'modbus, requests',
  protocol: (role) => (role === 'server' ? modbusServer() : modbusClient()) as never,
  roles: [],
  conversations: [],
  roundTrip: { sent: requests, sender: 'client' },
});

examine<Response>({
  name: 'modbus, responses',
  protocol: (role) => (role === 'server' ? modbusServer() : modbusClient()) as never,
  roles: [],
  conversations: [],
  roundTrip: { sent: responses, sender: 'server' },
});
