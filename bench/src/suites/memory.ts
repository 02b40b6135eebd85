import { atMost, type Mark, type Row, row } from '../harness/report.js';
import { Served } from '../harness/served.js';
import { ratioOf, spreadOf } from '../harness/statistics.js';
import type { Suite } from '../harness/suite.js';
import type { Memory } from '../subjects/servers.js';

export const memory: Suite = {
  name: 'memory',
  title: 'Memory of an idle connection, in the server',
  notes: [
    'Heap (V8, after the collector has run twice) that connections have added, for each of them. The clients live in another',
    'process. The mark is on what ours has above a bare net.Socket with a data listener, as a ratio to 1 KiB. After an',
    'exchange: each connection has had one request answered. External: memory outside of the heap (buffers), the same way. By RSS:',
    'what the process has grown by as the system counts it, for many connections: with what Node and libuv hold for each, and with what',
    'the collector has not given back. What the kernel holds for a socket is in none of these.',
  ],
  async run({ quick, effort: { launches } }) {
    const connections = quick ? 500 : 2_000;
    const [ours, bare, byHand] = await measured(
      ['json-header: ours', 'sink: net', 'json-header: by hand'],
      launches,
      (served) => served.load('idle', connections),
      connections,
    );
    const [oursUsed, byHandUsed] = await measured(
      ['json-header: ours', 'json-header: by hand'],
      launches,
      (served) => served.load('open', connections),
      connections,
    );
    const crowd = quick ? 1_000 : 10_000;
    const servers = ['json-header: ours', 'json-header: by hand'];
    const [oursIdle, byHandIdle] = await measured(servers, 1, (served) => served.load('idle', crowd), crowd);
    const [oursBusy, byHandBusy] = await measured(servers, 1, (served) => served.load('open', crowd), crowd);
    return [
      excessRow('idle: (ours − bare net.Socket) ÷ 1 KiB', 'bare', ours!, bare!),
      memoryRow('idle: ours ÷ bare net.Socket', 'bare', ours!, bare!, 'heapUsed'),
      memoryRow('idle: ours ÷ hand-written server', 'by hand', ours!, byHand!, 'heapUsed'),
      memoryRow('idle, external: ours ÷ bare net.Socket', 'bare', ours!, bare!, 'external'),
      memoryRow('after an exchange: ours ÷ hand-written', 'by hand', oursUsed!, byHandUsed!, 'heapUsed', atMost(1)),
      memoryRow('after an exchange, external: ours ÷ hand-written', 'by hand', oursUsed!, byHandUsed!, 'external'),
      memoryRow(`${crowd} idle, by RSS: ours ÷ hand-written`, 'by hand', oursIdle!, byHandIdle!, 'rss'),
      memoryRow(`${crowd} after an exchange, by RSS: ours ÷ hand-written`, 'by hand', oursBusy!, byHandBusy!, 'rss'),
    ];
  },
};

/** By server in the order given, bytes for each connection, of each launch. */
async function measured(
  subjects: readonly string[],
  launches: number,
  open: (served: Served) => Promise<void>,
  connections: number,
): Promise<readonly Memory[][]> {
  const all: Memory[][] = subjects.map(() => []);
  for (let launch = 0; launch < launches; launch++) {
    for (const [i, subject] of subjects.entries()) {
      const served = await Served.start(subject);
      try {
        // Code, and what it has learnt, is for all connections: it has to be there before.
        await served.load('turnOver', connections);
        await served.load('idle', connections / 10);
        if (subject.startsWith('json-header')) await served.load('open', connections / 10);
        const before = await served.memory();
        await open(served);
        const after = await served.memory();
        const each = (kind: keyof Memory) => (after[kind] - before[kind]) / connections;
        all[i]?.push({ heapUsed: each('heapUsed'), external: each('external'), rss: each('rss') });
      } finally {
        await served.close();
      }
    }
  }
  return all;
}

function memoryRow(
  what: string,
  peerName: string,
  ours: Memory[],
  peer: Memory[],
  kind: keyof Memory,
  mark?: Mark,
): Row {
  const [a, b] = [ours, peer].map((memories) => memories.map((one) => one[kind]));
  return row(what, figure('ours', a!), figure(peerName, b!), ratioOf(a!, b!), mark);
}

function excessRow(what: string, peerName: string, ours: Memory[], peer: Memory[]): Row {
  const [a, b] = [ours, peer].map((memories) => memories.map((one) => one.heapUsed));
  const excess = a!.map((value, i) => (value - b![i]!) / 1024);
  return row(what, figure('ours', a!), figure(peerName, b!), spreadOf(excess), atMost(1));
}

const figure = (name: string, bytes: readonly number[]) => ({ name, value: spreadOf(bytes).median, unit: 'B' });
