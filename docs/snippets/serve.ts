import { serve } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp } from '@wirechart/transport-net';

const server = await serve(jsonHeader(), (request) => json({ echo: request.content }), tcp({ port: 65432 }));
// … and when it is time to go: answers what is under way, then closes.
await server.close();
