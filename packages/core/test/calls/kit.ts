/** Lines whose replies are told apart, and a server that says what the test wants it to. */
import {
  type Client,
  type ConnectClientOptions,
  connect,
  type Peer,
  type Protocol,
  type Replies,
  serve,
} from '../../src/index.js';
import { lines } from '../kit/lines.js';
import { world } from '../kit/world.js';

export type LineReplies = Replies<string, string>;

/** A client of lines with these rules, and a server that answers each line with those that `say` gives. */
export async function told(
  replies: (() => LineReplies) | undefined,
  say: (line: string, peer: Peer<string, string>) => readonly string[],
  options: ConnectClientOptions = {},
) {
  const network = world();
  const server = await serve(
    lines(),
    (line, peer) => {
      for (const reply of say(line, peer)) peer.send(reply);
      return undefined;
    },
    network.endpoint('server'),
    { onError() {}, timeouts: { idle: Number.POSITIVE_INFINITY } },
  );
  const protocol: Protocol<string, string> = lines(replies === undefined ? {} : { replies });
  const client: Client<string, string> = await connect(protocol, network.endpoint('server'), {
    timeouts: { idle: Number.POSITIVE_INFINITY },
    ...options,
  });
  return { network, server, client };
}

/** `get a` is answered by `a=1`, or by `a` and nothing else; news begin with `!`; `many 3` has three replies. */
export const inOrder = (): LineReplies => ({
  by: 'order',
  expects(request) {
    const [name, count] = request.split(' ');
    if (name === 'many') return Number(count);
    if (name === 'all') return Number.POSITIVE_INFINITY;
    if (name === 'quiet') return 'perhaps';
    return name === 'none' ? 0 : 1;
  },
  answers(message, request) {
    if (message.startsWith('!')) return 'unasked';
    if (request === undefined) return 'mismatch';
    const [name, key] = request.split(' ');
    if (name === 'quiet') return message === 'error' ? 'reply' : 'passed';
    if (name === 'all') return message === 'end' ? 'last' : 'reply';
    if (name === 'many') return 'reply';
    return message.split('=')[0] === key ? 'reply' : 'mismatch';
  },
});

/** `7 question` is answered by `7 answer`, in any order. */
export const byKey = (): LineReplies => ({
  by: 'key',
  requestKey: (request) => numberIn(request),
  replyKey: (message) => numberIn(message),
  identifiers: { first: 0, last: 3, assign: (request, key) => `${key} ${request}` },
  expects: (request) => (request.endsWith('all') ? Number.POSITIVE_INFINITY : 1),
  answers(message, request) {
    if (message.startsWith('!')) return 'unasked';
    return request?.endsWith('all') && message.endsWith('end') ? 'last' : 'reply';
  },
});

function numberIn(line: string): number | undefined {
  const found = /^\d+ /.exec(line);
  return found === null ? undefined : Number(found[0]);
}
