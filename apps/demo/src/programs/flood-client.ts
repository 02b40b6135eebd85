/** Sends without end, and stops when the other side takes nothing any more: what non-blocking sockets call EWOULDBLOCK. */
import { connect, formatAddress } from '@wirechart/core';
import { raw } from '@wirechart/protocols/raw';
import { clientEndpoint, clientOptions } from '../cli/endpoint.js';
import { connectPort, host } from '../cli/parameters.js';
import { program } from '../cli/program.js';

const PIECE = new Uint8Array(16 * 1024).fill(0x2e);

/** Milliseconds without a byte taken after which it is no use waiting. */
const PATIENCE = 1000;

export const floodClient = program({
  name: 'flood-client',
  about: 'sends until nobody takes more',
  positionals: { host, port: connectPort },
  options: clientOptions,
  run: async ({ host, port, ...settings }, output) => {
    const { paint } = output;
    // What is sent is to be in the system or still here, and not in between.
    const limits = { bufferedOutput: 1 };
    const client = await connect(raw(), clientEndpoint({ host, port }, settings), { limits });
    const remote = formatAddress(client.remote);
    output.tell('connected', paint.dim(`connected to ${remote}`), { remote });
    let taken = 0;
    let waits = 0;
    for (;;) {
      const sent = client.send(PIECE);
      if (!(await isDoneWithin(sent, QUICK))) {
        waits += 1;
        output.tell('waiting', `${paint.dim('back-pressure:')} ${taken} bytes taken, and no room for more`, { taken });
        if (!(await isDoneWithin(sent, PATIENCE))) break;
      }
      taken += PIECE.length;
    }
    const text = `the system took ${taken} bytes, then none for ${PATIENCE} ms (EWOULDBLOCK)`;
    output.tell('stopped', text, { taken, waits, patience: PATIENCE });
    await client.abort('it does not read');
    output.tell('closed', paint.dim('closed'));
  },
});

/** Milliseconds that the system may take when it has room. */
const QUICK = 50;

async function isDoneWithin(sending: Promise<void>, patience: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, patience, false);
  });
  try {
    return await Promise.race([sending.then(() => true as const), late]);
  } finally {
    clearTimeout(timer);
    // It is given up later, by closing.
    sending.catch(() => {});
  }
}
