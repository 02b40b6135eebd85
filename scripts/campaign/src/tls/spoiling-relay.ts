/** Somebody on the way who changes what two sides of TLS say to each other, and cannot read it. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Random } from '@wirechart/transport-memory';

/** Who says what is changed. */
export type Spoilt = 'caller' | 'called';

/** Listens, and passes on to a port, with one change in each connection. What then waits for what will never come is ended. */
export async function spoilingRelay(to: number, spoilt: Spoilt, random: Random): Promise<Server> {
  const relay = createServer({ allowHalfOpen: true }, (caller) => {
    const called = connect({ port: to, host: '127.0.0.1', allowHalfOpen: true });
    const change = spoiling(random);
    pass(caller, called, spoilt === 'caller' ? change : (bytes) => bytes);
    pass(called, caller, spoilt === 'called' ? change : (bytes) => bytes);
    for (const socket of [caller, called]) socket.setTimeout(SILENCE, () => end(caller, called));
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  return relay;
}

type Change = (bytes: Buffer) => Buffer | undefined;

function pass(from: Socket, to: Socket, change: Change): void {
  from.on('data', (bytes: Buffer) => {
    const changed = change(bytes);
    if (changed === undefined) end(from, to);
    else if (changed.length > 0 && to.writable) to.write(changed);
  });
  from.on('end', () => to.end());
  from.on('error', () => to.destroy());
  from.on('close', () => to.end());
}

function end(...sockets: readonly Socket[]): void {
  for (const socket of sockets) socket.end();
}

/** Changes something once, at a place that is drawn; undefined where nothing follows. */
function spoiling(random: Random): Change {
  let left = random.integer(0, 3) === 0 ? random.integer(0, 16) : random.integer(0, 2_500);
  const kind = random.integer(0, 6);
  return (bytes) => {
    if (left < 0 || left >= bytes.length) {
      left -= bytes.length;
      return left < 0 && kind === CUT ? undefined : bytes;
    }
    const [before, after] = [bytes.subarray(0, left), bytes.subarray(left)];
    left = -1;
    switch (kind) {
      case CUT:
        return before;
      case 1:
        return Buffer.concat([before, drawn(random, random.integer(1, 40)), after]);
      case 2:
        return Buffer.concat([before, after.subarray(random.integer(1, 40))]);
      case 3:
        return Buffer.concat([before, after.subarray(0, 60), after]);
      case 4:
        return Buffer.concat([before, drawn(random, after.length)]);
      default: {
        const flipped = Buffer.from(after);
        flipped[0] = (flipped[0] as number) ^ (1 << random.integer(0, 7));
        return Buffer.concat([before, flipped]);
      }
    }
  };
}

function drawn(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.integer(0, 255));
}

const CUT = 0;
/** Milliseconds without a byte in one direction. */
const SILENCE = 300;
