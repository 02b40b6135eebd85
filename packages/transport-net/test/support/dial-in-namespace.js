/** Dials in a network of its own: arguments are the addresses of the name, with commas, and two numbers of milliseconds. Prints what came of it, as JSON. */
import { createServer } from 'node:net';
import { tcp } from '@wirechart/transport-net';

const addresses = (process.argv[2] ?? '')
  .split(',')
  .map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
const connectTimeout = Number(process.argv[3]);
const attemptDelay = Number(process.argv[4]);
const server = createServer((socket) => socket.on('error', () => {})).listen(4000, '::');
await new Promise((resolve) => server.once('listening', resolve));
const endpoint = tcp({
  host: 'name.test',
  port: 4000,
  lookup: (_host, _options, done) => done(null, addresses),
  attemptDelay,
  connectTimeout,
});
const attempts = [];
const begun = performance.now();
try {
  const transport = await endpoint.connect({
    onTransition: ({ event, to }) => attempts.push(`${event.split('.')[2] ?? event} ${to}`),
  });
  console.log(JSON.stringify({ connected: transport.remote.host, attempts, late: performance.now() - begun > 90 }));
} catch (error) {
  console.log(JSON.stringify({ code: error.code, message: error.message }));
}
process.exit(0);
