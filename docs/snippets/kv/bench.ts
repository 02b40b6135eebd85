import { measure } from './measure.js';

for (const { peer, median, lowest, highest } of measure(20_000, 15)) {
  const [a, b, c] = [median, lowest, highest].map((ratio) => ratio.toFixed(2));
  console.log(`${peer}: takes ${a} times as long as ours (${b} to ${c})`);
}
