import { connect, serve } from '@wirechart/core';
import { lines } from '@wirechart/protocols/framing';
import { tcp } from '@wirechart/transport-net';

// A request and its reply begin with the same word.
const idOf = (line: string) => line.split(' ', 1)[0];
const numbered = lines({ replies: () => ({ by: 'key', requestKey: idOf, replyKey: idOf }) });

await using server = await serve(
  numbered,
  async (line) => {
    // The first takes longest: replies come in any order.
    if (line === '1 morpheus') await new Promise((resolve) => setTimeout(resolve, 20));
    return line.toUpperCase();
  },
  tcp({ host: '127.0.0.1', port: 0 }),
  { concurrency: 10 },
);

const port = server.address.kind === 'ip' ? server.address.port : 0;
await using client = await connect(numbered, tcp({ host: '127.0.0.1', port }));
console.log(await Promise.all([client.request('1 morpheus'), client.request('2 trinity')]));
