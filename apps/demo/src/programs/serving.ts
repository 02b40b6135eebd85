/** What the servers have in common: they say where they listen and who comes and goes, and stop in order when asked to. */
import {
  type Address,
  type Endpoint,
  formatAddress,
  type Handler,
  type Peer,
  type Protocol,
  type ServeOptions,
  serve,
  type WirechartError,
} from '@wirechart/core';
import { proxied, proxyHeaderOf } from '@wirechart/protocols/proxy';
import { onAllCores } from '@wirechart/transport-net/cluster';
import { serverEndpoint } from '../cli/endpoint.js';
import { withoutCode } from '../cli/failure.js';
import { type ServerSettings, serveOptions, trustedSources } from '../cli/server-options.js';
import { stopSignals } from '../cli/signals.js';
import type { Output } from '../output/output.js';
import { printable } from '../output/printable.js';

export interface Serving<TIn, TOut> {
  readonly protocol: Protocol<TIn, TOut>;
  readonly handler: Handler<TIn, TOut>;
  readonly host: string;
  readonly port: number;
  /** Default: TCP, or what the settings say. */
  readonly endpoint?: Endpoint;
  /** What was asked for on the command line. */
  readonly settings: ServerSettings;
  /** Hears of each connection, besides the line that is printed. */
  readonly onConnection?: (peer: Peer<TIn, TOut>) => void;
  /** Hears the events of connections, besides the lines that are printed. */
  readonly onEvent?: ServeOptions<TIn, TOut>['onEvent'];
}

/**
 * Serves until SIGINT or SIGTERM, then answers what is under way and closes in order; a second signal resets what is
 * still open.
 *
 * @throws TransportError of stage `resolve` or `listen`.
 */
export async function serveUntilSignal<TIn, TOut>(
  { protocol, handler, host, port, settings, onConnection, onEvent, endpoint }: Serving<TIn, TOut>,
  output: Output,
): Promise<void> {
  const { paint } = output;
  const stop = stopSignals();
  const trusted = trustedSources(settings);
  const spoken = trusted === undefined ? protocol : proxied(protocol, { trusted });
  const options: ServeOptions<TIn, TOut> = {
    ...serveOptions(settings),
    onConnection: (peer) => {
      onConnection?.(peer);
      output.tell('connected', from(peer, paint.dim('connected')), remote(peer));
    },
    onEvent: (event, peer) => {
      onEvent?.(event, peer);
      if (event.type === 'switched' && isIntroduced(peer)) {
        const via = formatAddress(peer.via.remote);
        output.tell('proxied', from(peer, paint.dim(`speaks through ${via}`)), { ...remote(peer), via });
      }
      if (event.type === 'closed') output.tell('closed', from(peer, paint.dim('closed')), remote(peer));
    },
    onError: (error, peer) => {
      const text = paint.bad(explain(error));
      output.tell('failed', peer === undefined ? text : from(peer, text), {
        ...(peer === undefined ? {} : remote(peer)),
        ...errorFacts(error),
      });
    },
  };
  // What the command line has wrong is found here, and not by each of several processes.
  const where = endpoint ?? serverEndpoint({ host, port }, settings);
  const start = () => serve(spoken, handler, where, options);
  const { cores } = settings;
  const server = cores === undefined ? await start() : await onAllCores(start, { cores });
  const address = formatAddress(server.address);
  output.tell('listening', `listening on ${address}`, addressFacts(server.address));
  const signal = await stop.first;
  const { connections } = await server.metrics();
  output.tell('stopping', `${signal}: ${farewell(connections.open)}`, { signal, connections: connections.open });
  void stop.second.then((again) => server.abort(again));
  await server.close();
  output.tell('stopped', `stopped listening on ${address}`);
}

/** A line about a connection. */
export const from = (peer: Connected, text: string): string => `${formatAddress(peer.remote)}  ${text}`;

/** Which connection an object is about. */
export const remote = (peer: Connected): { readonly remote: string } => ({ remote: formatAddress(peer.remote) });

interface Connected {
  readonly remote: Address;
}

/** Whether what came before is a proxy's header that says who speaks. */
function isIntroduced(peer: { readonly outputs: readonly unknown[] }): boolean {
  const header = proxyHeaderOf(peer);
  return header?.source !== undefined && header === peer.outputs.at(-1);
}

function explain(error: WirechartError): string {
  const { code, blame, state } = error;
  const where = state === undefined ? '' : ` in state ${state}`;
  return printable(`failed${where}: ${withoutCode(error)} (${code}, blame: ${blame})`);
}

function errorFacts({ code, blame, half, state, offset, message }: WirechartError) {
  return { code, blame, half, state, offset, message };
}

function addressFacts(address: Address) {
  return address.kind === 'ip' ? { host: address.host, port: address.port } : { address: formatAddress(address) };
}

function farewell(open: number): string {
  if (open === 0) return 'closing';
  return `closing, ${open === 1 ? 'one connection is' : `${open} connections are`} still open (again to reset)`;
}
