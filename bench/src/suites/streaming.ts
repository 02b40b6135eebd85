import { type Contestant, interleave } from '../harness/interleave.js';
import { Remote } from '../harness/remote.js';
import { atLeast, rateRow } from '../harness/report.js';
import type { Sample } from '../harness/sampler.js';
import { servedBy } from '../harness/served.js';
import type { Suite } from '../harness/suite.js';

const MIB = 1024 * 1024;

export const streaming: Suite = {
  name: 'streaming',
  title: 'Streaming 64 MiB over TCP, against plain node:net',
  notes: [
    'The protocol `raw` of @wirechart/protocols on loopback. Received: the server takes the bytes and forgets them; echoed: it',
    'writes them back; both from a plain generator. Sent: the client sends pieces of 64 KiB to a plain server that forgets.',
    'By cpu: of the process that is compared.',
  ],
  async run({ effort }) {
    const bytes = 64 * MIB;
    const receive = (name: string, subject: string) =>
      servedBy(name, subject, { units: bytes, run: async (served) => (await served.load('stream', bytes)).elapsed });
    const echo = (name: string, subject: string) =>
      servedBy(name, subject, {
        units: bytes,
        async run(served) {
          const { elapsed, received } = await served.load('stream', bytes);
          if (received !== bytes) throw new Error(`${received} bytes came back`);
          return elapsed;
        },
      });
    const [received, receivedNet] = await interleave(
      [receive('ours', 'sink: ours'), receive('net', 'sink: net')],
      effort,
    );
    const [echoed, echoedNet] = await interleave([echo('ours', 'echo: ours'), echo('net', 'echo: net')], effort);
    const [sent, sentNet] = await interleave([sending('ours', bytes), sending('net', bytes)], effort);
    const perSecond = { unit: 'MiB/s', per: MIB };
    return [
      rateRow('received: ours ÷ node:net', received!, receivedNet!, perSecond, atLeast(0.95)),
      rateRow('echoed: ours ÷ node:net', echoed!, echoedNet!, perSecond, atLeast(0.95)),
      rateRow('sent: ours ÷ node:net', sent!, sentNet!, perSecond, atLeast(0.95)),
    ];
  },
};

function sending(subject: string, bytes: number): Contestant {
  return {
    name: subject,
    async start() {
      const server = await Remote.start({ module: 'servers', subject: 'sink: net' });
      const argument = await server.call<number>('port');
      const sender = await Remote.start({ module: 'senders', subject, argument });
      const send = () => sender.call<Sample>('send', bytes);
      return {
        async warmUp(milliseconds) {
          const end = performance.now() + milliseconds;
          while (performance.now() < end) await send();
        },
        sample: send,
        async close() {
          await sender.close();
          await server.close();
        },
      };
    },
  };
}
