/** What cannot be said is refused when it is sent, and nothing goes out: a request that is nothing on the wire would wait for ever. */
import { type AnyProtocol, Connection, type Protocol, prepare } from '@wirechart/core';
import { expect, test } from 'vitest';
import { modbusClient, modbusServer } from '../../src/modbus/index.js';

function refusal(protocol: AnyProtocol, role: 'client' | 'server', message: unknown) {
  const connection = new Connection(prepare(protocol as Protocol<unknown, unknown>, role), 0);
  expect(() => connection.send(message, 0)).toThrow(expect.objectContaining({ code: 'encode-failed' }));
  expect(connection.pollTransmit()).toBeUndefined();
  return expect(() => connection.send(message, 0));
}

const tag = { transaction: 1, unit: 1 };
const data = new Uint8Array(2);

test('a request of a function that there is not', () => {
  const request = { function: 'read-coil', address: 0, quantity: 1 };
  refusal(modbusClient(), 'client', request).toThrow("there is no function 'read-coil'");
});

test('a response of a function that there is not', () => {
  const response = { ...tag, function: 'read-coil', values: [true] };
  refusal(modbusServer(), 'server', response).toThrow("there is no function 'read-coil'");
});

// With the bit of an exception a client would take it for one.
test.each([0, 128, 129, 256])('code %i of another function, asked or answered', (code) => {
  refusal(modbusClient(), 'client', { function: 'other', code, data }).toThrow(RegExp(`not ${code}$`));
  refusal(modbusServer(), 'server', { ...tag, function: 'other', code, data }).toThrow(RegExp(`not ${code}$`));
});
