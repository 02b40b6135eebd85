/** One server with many connections, with an inspector and without in turn: so that both have the same code and the same heap. */
import type { Seen } from '../subjects/inspector.js';
import type { Contestant } from './interleave.js';
import type { Sample } from './sampler.js';
import { Served } from './served.js';

export interface Crowd {
  readonly connections: number;
  /** Exchanges of one sample, in a closed loop: each connection sends again when it has its reply. */
  readonly exchanges: number;
}

/** @param seen is told what the inspector saw in each sample */
export function visited(crowd: Crowd, seen: (seen: Seen) => void): readonly [attached: Contestant, alone: Contestant] {
  let shared: Promise<Served> | undefined;
  let users = 0;
  const enter = () => {
    users += 1;
    shared ??= started(crowd);
    return shared;
  };
  const leave = async () => {
    users -= 1;
    if (users > 0) return;
    const served = await shared;
    shared = undefined;
    await served?.close();
  };
  const contestant = (name: string, isSeen: boolean): Contestant => ({
    name,
    async start() {
      const served = await enter();
      const run = () => served.load('exchange', { exchanges: crowd.exchanges, depth: 1 });
      return {
        async warmUp() {
          await run();
        },
        async sample(): Promise<Sample> {
          if (isSeen) await served.server('attach');
          const before = await served.cpu();
          const wall = await run();
          const cpu = (await served.cpu()) - before;
          if (isSeen) seen(await served.server<Seen>('detach'));
          return { wall, cpu, units: crowd.exchanges };
        },
        close: leave,
      };
    },
  });
  return [contestant('an inspector is attached', true), contestant('nobody looks', false)];
}

async function started({ connections }: Crowd): Promise<Served> {
  const served = await Served.start('visited', { module: 'seen' });
  await served.load('open', connections);
  return served;
}
