import { connect, serve } from '@wirechart/core';
import { lines } from '@wirechart/protocols/framing';
import { tcp } from '@wirechart/transport-net';

export async function main(): Promise<string> {
  await serve(lines(), (line) => line.toUpperCase(), tcp({ port: 1 }));
  const client = await connect(lines(), tcp({ port: 1 }));
  return await client.request('rabbit');
}
