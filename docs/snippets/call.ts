import { connect } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp } from '@wirechart/transport-net';

await using client = await connect(jsonHeader(), tcp({ host: '127.0.0.1', port: 65432 }));
const reply = await client.request(json({ action: 'search', value: 'morpheus' }));
console.log(reply.content);
