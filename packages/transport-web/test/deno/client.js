/** The json-header client over Deno's own TCP streams. Arguments: the port. Prints what it was told, as JSON. */
import { connect } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { webClock, webStreamTransport } from '@wirechart/transport-web';

const port = Number(Deno.args[0]);

const endpoint = {
  clock: webClock,
  connect: async () => webStreamTransport(await Deno.connect({ hostname: '127.0.0.1', port })),
};

const client = await connect(jsonHeader(), endpoint);
const replies = await Promise.all(
  ['morpheus', 'x'.repeat(1_000_000)].map((value) => client.request(json({ echo: value }))),
);
await client.close();

// A server that resets is told as one.
const doomed = await connect(jsonHeader(), endpoint);
const failure = await doomed.request(json({ reset: true })).catch((error) => error);
console.log(JSON.stringify({ lengths: replies.map(({ content }) => content.echo.length), failure: failure.code }));
