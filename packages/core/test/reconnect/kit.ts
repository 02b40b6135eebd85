/** A server of lines that can go away and come back, and a client that does not mind. */
import { type Peer, type Protocol, type ReconnectOptions, reconnecting, type Server, serve } from '../../src/index.js';
import { lines } from '../kit/lines.js';
import { world } from '../kit/world.js';

export interface Place {
  readonly network: ReturnType<typeof world>;
  /** Lines that a server has answered, in order. */
  readonly answered: string[];
  readonly peers: Peer<string, string>[];
  /** Answers each line with itself, or as the test says. */
  start(answer?: (line: string, peer: Peer<string, string>) => string | undefined | Promise<string>): Promise<void>;
  /** Cuts all connections off, and listens no more. */
  stop(): Promise<void>;
  client(options?: ReconnectOptions<string, string>): ReturnType<typeof reconnecting<string, string>>;
}

export function place(
  options: Parameters<typeof world>[0] = {},
  protocol: () => Protocol<string, string> = lines,
): Place {
  const network = world({ run: 'traffic', ...options });
  const answered: string[] = [];
  const peers: Peer<string, string>[] = [];
  let server: Server<string, string> | undefined;
  const timeouts = { idle: Number.POSITIVE_INFINITY };
  return {
    network,
    answered,
    peers,
    async start(answer = (line) => line) {
      const handler = (line: string, peer: Peer<string, string>) => {
        answered.push(line);
        return answer(line, peer);
      };
      server = await serve(protocol(), handler, network.endpoint('server'), {
        timeouts,
        onError() {},
        onConnection: (peer) => void peers.push(peer),
      });
    },
    async stop() {
      await server?.abort();
    },
    client: (more = {}) => reconnecting(protocol(), network.endpoint('server'), { timeouts, ...more }),
  };
}
