/** The json-header server in so many processes as the argument says; it prints its port. Run by itself, not as a subject. */
import { serve } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp } from '@wirechart/transport-net';
import { onAllCores } from '@wirechart/transport-net/cluster';
import { answer } from '../by-hand/answer.js';

const server = await onAllCores(
  () => serve(jsonHeader(), (message) => json(answer(message.content)), tcp({ port: 0 })),
  { cores: Number(process.argv[2]) },
);
console.log(server.address.kind === 'ip' ? server.address.port : 0);
process.once('disconnect', () => void server.abort().then(() => process.exit(0)));
process.once('SIGTERM', () => void server.abort().then(() => process.exit(0)));
