import { measure } from './measure.js';
import { kvServer } from './protocol.js';
import { wholeKvServer } from './whole-half.js';

for (const server of [kvServer, wholeKvServer]) {
  for (const { peer, median, lowest, highest } of measure(server, 20_000, 15)) {
    const [ratio, from, to] = [median, lowest, highest].map((value) => value.toFixed(2));
    console.log(`${peer} takes ${ratio} times as long as ${server.name} (${from} to ${to})`);
  }
}
