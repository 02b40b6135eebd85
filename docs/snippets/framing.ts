import { connect, decodeUtf8, encodeUtf8, serve } from '@wirechart/core';
import { lengthPrefixed } from '@wirechart/protocols/framing';
import { tcp } from '@wirechart/transport-net';

const protocol = lengthPrefixed({ width: 4, limits: { contentBytes: 1024 } });
await using server = await serve(protocol, (message) => message, tcp({ host: '127.0.0.1', port: 0 }));

const port = server.address.kind === 'ip' ? server.address.port : 0;
await using client = await connect(protocol, tcp({ host: '127.0.0.1', port }));
console.log(decodeUtf8(await client.request(encodeUtf8('follow the white rabbit'))));
