import { connect, encodeUtf8 } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { tlvTypes, withProxyHeader } from '@wirechart/protocols/proxy';
import { tcp } from '@wirechart/transport-net';

const protocol = withProxyHeader(jsonHeader(), {
  source: { kind: 'ip', host: '192.0.2.1', port: 56324, family: 4 },
  destination: { kind: 'ip', host: '198.51.100.7', port: 443, family: 4 },
  tlvs: [{ type: tlvTypes.authority, value: encodeUtf8('www.example') }],
  checksum: true,
});
await using client = await connect(protocol, tcp({ host: '127.0.0.1', port: 65432 }));
const reply = await client.request(json('who am I?'));
console.log(reply.content);
