import { connect, serve } from '@wirechart/core';
import { modbusClient, modbusServer, responseTo } from '@wirechart/protocols/modbus';
import { tcp } from '@wirechart/transport-net';

const registers = [17, 4, 2025];
await using server = await serve(
  modbusServer(),
  (request) => {
    if (request.function !== 'read-holding-registers') return responseTo(request, { exception: 'illegal-function' });
    const values = registers.slice(request.address, request.address + request.quantity);
    const inside = values.length === request.quantity;
    return responseTo(request, inside ? { values } : { exception: 'illegal-data-address' });
  },
  tcp({ host: '127.0.0.1', port: 0 }),
);

const port = server.address.kind === 'ip' ? server.address.port : 0;
await using client = await connect(modbusClient(), tcp({ host: '127.0.0.1', port }));
const responses = await Promise.all(
  [0, 2].map((address) => client.request({ function: 'read-holding-registers', unit: 1, address, quantity: 2 })),
);
for (const response of responses) console.log(response.function === 'exception' ? response.exception : response);
