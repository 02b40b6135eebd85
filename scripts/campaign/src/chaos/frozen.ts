/** Clients that will be frozen: each has asked for something long, and says half of a next line. */
import { connect } from 'node:net';

const port = Number(process.argv[2]);
const count = Number(process.argv[3]);
for (let i = 0; i < count; i++) {
  const socket = connect(port, '127.0.0.1', () => socket.write(i % 2 === 0 ? 'big\nbig\nhalf a li' : 'half a li'));
  socket.on('error', () => {});
}
setTimeout(() => process.send?.('ready'), 300);
