/** Other people's Modbus: npm's jsmodbus and modbus-serial, against our server and our client. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, Socket } from 'node:net';
import { connect, serve } from '@wirechart/core';
import { tcp } from '@wirechart/transport-net';
import jsmodbus from 'jsmodbus';
import modbusSerial from 'modbus-serial';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { modbusClient, modbusServer, type Response, responseTo, type TaggedRequest } from '../../src/modbus/index.js';

/** A device with 100 of everything. */
function device() {
  const coils = new Array<boolean>(100).fill(false);
  const registers = new Array<number>(100).fill(0);
  return (request: TaggedRequest): Response => {
    if (request.function === 'other') return responseTo(request, { exception: 'illegal-function' });
    const { address } = request;
    const count = 'quantity' in request ? request.quantity : 'values' in request ? request.values.length : 1;
    if (address + count > 100) return responseTo(request, { exception: 'illegal-data-address' });
    switch (request.function) {
      case 'read-coils':
      case 'read-discrete-inputs':
        return responseTo(request, { values: coils.slice(address, address + count) });
      case 'write-coil':
        coils[address] = request.value;
        return responseTo(request);
      case 'write-coils':
        coils.splice(address, count, ...request.values);
        return responseTo(request);
      case 'write-register':
        registers[address] = request.value;
        return responseTo(request);
      case 'write-registers':
        registers.splice(address, count, ...request.values);
        return responseTo(request);
      case 'mask-write-register':
        registers[address] = ((registers[address] as number) & request.and) | (request.or & ~request.and);
        return responseTo(request);
      case 'read-write-registers':
        registers.splice(request.writeAddress, request.values.length, ...request.values);
    }
    return responseTo(request, { values: registers.slice(address, address + count) });
  };
}

describe('our server', () => {
  let port = 0;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const server = await serve(modbusServer(), device(), tcp({ host: '127.0.0.1', port: 0 }));
    port = (server.address as { readonly port: number }).port;
    close = () => server.close();
  });
  afterAll(() => close());

  test('answers jsmodbus, pipelined', async () => {
    const socket = new Socket();
    const client = new jsmodbus.client.TCP(socket, 1);
    socket.connect({ host: '127.0.0.1', port });
    await once(socket, 'connect');
    onTestFinished(() => void socket.destroy());
    await client.writeMultipleRegisters(10, [1, 2, 65_535]);
    await client.writeSingleCoil(3, true);
    const [registers, coils, inputs] = await Promise.all([
      client.readHoldingRegisters(10, 3),
      client.readCoils(0, 9),
      client.readInputRegisters(11, 1),
    ]);
    expect(registers.response.body.valuesAsArray).toEqual([1, 2, 65_535]);
    expect(coils.response.body.valuesAsArray.slice(0, 9)).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0]);
    expect(inputs.response.body.valuesAsArray).toEqual([2]);
    await expect(client.readHoldingRegisters(99, 2)).rejects.toMatchObject({
      response: { body: { code: 2 } },
    });
  });

  test('answers modbus-serial', async () => {
    const client = new modbusSerial.default();
    await client.connectTCP('127.0.0.1', { port });
    onTestFinished(() => client.close(() => {}));
    client.setID(17);
    await client.writeRegisters(20, [7, 8]);
    await client.writeCoils(40, [true, true, false]);
    await client.maskWriteRegister(20, 0xfff0, 0x0005);
    expect((await client.readHoldingRegisters(20, 2)).data).toEqual([5, 8]);
    expect((await client.readCoils(40, 3)).data.slice(0, 3)).toEqual([true, true, false]);
    expect((await client.readDiscreteInputs(41, 1)).data[0]).toBe(true);
    await expect(client.readHoldingRegisters(100, 1)).rejects.toMatchObject({ modbusCode: 2 });
  });
});

describe('our client', () => {
  test('asks the server of jsmodbus', async () => {
    const holding = Buffer.alloc(200);
    const coils = Buffer.alloc(20);
    holding.writeUInt16BE(4711, 2 * 5);
    const listener = createServer();
    new jsmodbus.server.TCP(listener, { holding, coils, discrete: coils, input: holding });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    onTestFinished(() => void listener.close());
    await using client = await connect(
      modbusClient(),
      tcp({ host: '127.0.0.1', port: (listener.address() as AddressInfo).port }),
    );
    const unit = 1;
    expect(await client.request({ function: 'read-holding-registers', unit, address: 5, quantity: 1 })).toMatchObject({
      values: [4711],
    });
    const [written, coil] = await Promise.all([
      client.request({ function: 'write-registers', unit, address: 6, values: [1, 2, 3] }),
      client.request({ function: 'write-coil', unit, address: 2, value: true }),
    ]);
    expect(written).toMatchObject({ address: 6, quantity: 3 });
    expect(coil).toMatchObject({ address: 2, value: true });
    expect(await client.request({ function: 'read-input-registers', unit, address: 6, quantity: 3 })).toMatchObject({
      values: [1, 2, 3],
    });
  });

  test('asks the server of modbus-serial', async () => {
    const registers = new Map<number, number>();
    const port = await freePort();
    const server = new modbusSerial.ServerTCP(
      {
        getHoldingRegister(address: number) {
          if (address >= 100) throw { modbusErrorCode: 2 };
          return registers.get(address) ?? 0;
        },
        setRegister: (address: number, value: number) => void registers.set(address, value),
        getCoil: (address: number) => address % 2 === 1,
      } as never,
      { host: '127.0.0.1', port, unitID: 5 } as never,
    );
    await once(server as never, 'initialized');
    onTestFinished(() => server.close(() => {}));
    await using client = await connect(modbusClient(), tcp({ host: '127.0.0.1', port }));
    const unit = 5;
    await client.request({ function: 'write-register', unit, address: 1, value: 99 });
    const replies = await Promise.all([
      client.request({ function: 'read-holding-registers', unit, address: 0, quantity: 3 }),
      client.request({ function: 'read-coils', unit, address: 0, quantity: 8 }),
      client.request({ function: 'read-holding-registers', unit, address: 200, quantity: 1 }),
    ]);
    expect(replies).toMatchObject([
      { values: [0, 99, 0] },
      { values: [false, true, false, true, false, true, false, true] },
      { function: 'exception', of: 3, exception: 'illegal-data-address' },
    ]);
  });
});

/** That server takes 0 for the port of Modbus, which not everybody may listen on. */
async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}
