/** A client of ours in a simulated network, and a remote that says just what the test wants it to. */
import { type Client, type ConnectClientOptions, connect, type Protocol, type Transport } from '@wirechart/core';
import { simulatedNetwork } from '@wirechart/transport-memory';

export interface Scripted<TIn, TOut> {
  readonly client: Client<TIn, TOut>;
  readonly network: ReturnType<typeof simulatedNetwork>;
  /** All that the client has sent, a character for each byte. */
  readonly heard: () => string;
  /** Sends text (a character for each byte) or bytes, and lets everything happen that comes of it. */
  say(...texts: (string | Uint8Array)[]): Promise<void>;
  /** Ends what it says, in order. */
  end(): Promise<void>;
}

export async function scripted<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  options: ConnectClientOptions = {},
  greeting?: string,
): Promise<Scripted<TIn, TOut>> {
  const network = simulatedNetwork({ seed: 1 });
  const endpoint = network.endpoint('server');
  let remote: Transport | undefined;
  let heard = '';
  await endpoint.listen((transport) => {
    remote = transport;
    transport.start({
      data: (chunk) => {
        heard += Buffer.from(chunk).toString('latin1');
      },
      end() {},
      drain() {},
      error() {},
      close() {},
    });
    if (greeting !== undefined) transport.write([Buffer.from(greeting, 'latin1')]);
  });
  const client = await connect(protocol, endpoint, options);
  await network.runUntilIdle();
  return {
    client,
    network,
    heard: () => heard,
    async say(...texts) {
      await network.runUntilIdle();
      for (const text of texts) remote?.write([typeof text === 'string' ? Buffer.from(text, 'latin1') : text]);
      await network.runUntilIdle();
    },
    async end() {
      remote?.end();
      await network.runUntilIdle();
    },
  };
}

/** What became of requests: the reply, or the code of the error and whether the request was sent. */
export const outcomes = (requests: readonly Promise<unknown>[]): Promise<unknown[]> =>
  Promise.all(requests.map((request) => request.catch(({ code, sent }) => `${code} ${sent}`)));
