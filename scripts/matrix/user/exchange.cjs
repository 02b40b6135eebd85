const { connect, serve } = require('@wirechart/core');
const { lines } = require('@wirechart/protocols/framing');
const { tcp } = require('@wirechart/transport-net');

async function main() {
  const server = await serve(lines(), (line) => line.toUpperCase(), tcp({ host: '127.0.0.1', port: 0 }));
  const client = await connect(lines(), tcp({ host: '127.0.0.1', port: server.address.port }));
  const reply = await client.request('rabbit');
  if (reply !== 'RABBIT') throw new Error(reply);
  await client.close();
  await server.close();
}

main();
