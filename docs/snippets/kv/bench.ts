import { measure } from './measure.js';
import { kvServer } from './protocol.js';
import { wholeKvServer } from './whole-half.js';

// One server for each process: what one teaches the JIT would be the other's harm.
const server = process.argv[2] === 'whole' ? wholeKvServer : kvServer;
for (const { peer, median, lowest, highest } of measure(server, 20_000, 15)) {
  const [ratio, from, to] = [median, lowest, highest].map((value) => value.toFixed(2));
  console.log(`${peer} takes ${ratio} times as long as ${server.name} (${from} to ${to})`);
}
