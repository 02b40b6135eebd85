/** Attaches to the agent of a program that runs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, connect, TransportError } from '@wirechart/core';
import { unix } from '@wirechart/transport-net';
import { socketPath } from '../../agent/place.js';
import { type AgentMessage, type AgentRequest, WIRE_VERSION } from '../../wire/messages.js';
import { inspectorSide } from '../../wire/protocol.js';
import { Inspection } from '../inspection.js';
import { letIn } from '../process/let-in.js';

export interface Attachment extends AsyncDisposable {
  readonly inspection: Inspection;
  close(): Promise<void>;
}

export interface AttachOptions {
  /** Asks for bytes, texts and contexts; the program has to allow it. Default false. */
  readonly payload?: boolean;
  /** Watches every connection in full from its beginning, not those alone that a page shows. It is for a few connections. Default false. */
  readonly everything?: boolean;
}

/**
 * @param path of the agent's socket
 * @throws TransportError where nobody listens; Error where it speaks another version.
 */
export async function attach(path: string, options: AttachOptions = {}): Promise<Attachment> {
  const { payload = false, everything = false } = options;
  const client: Client<AgentMessage, AgentRequest> = await connect(inspectorSide, unix({ path }));
  const inspection = new Inspection((ids) => {
    // When it is gone there is nothing more to ask for.
    client.send({ type: 'watch', ids }).catch(() => undefined);
  });
  await client.send({ type: 'attach', version: WIRE_VERSION, payload, everything });
  const hello = new Promise<void>((resolve, reject) => {
    void receive(client, inspection, resolve, reject);
  });
  await hello;
  const close = () => client.close();
  return { inspection, close, [Symbol.asyncDispose]: close };
}

/**
 * Attaches to a process: to its agent, where it has one, and else to one that is let in (a Node process of this user, on Linux).
 *
 * @throws Error that says in a sentence why it cannot be done; as {@link attach}.
 */
export async function attachToProcess(pid: number, options: AttachOptions = {}): Promise<Attachment> {
  try {
    return await attach(socketPath(pid), options);
  } catch (cause) {
    // It has an agent, and something else is wrong.
    if (!(cause instanceof TransportError)) throw cause;
  }
  return attachSoon(await letIn(pid), options);
}

/** The agent is being loaded: it opens its socket in a moment. */
async function attachSoon(path: string, options: AttachOptions): Promise<Attachment> {
  for (const end = performance.now() + OPENS_WITHIN; ; await sleep(PAUSE)) {
    try {
      return await attach(path, options);
    } catch (cause) {
      if (!(cause instanceof TransportError)) throw cause;
      if (performance.now() > end) throw new Error('its agent did not open: the program has printed why', { cause });
    }
  }
}

async function receive(
  client: Client<AgentMessage, AgentRequest>,
  inspection: Inspection,
  resolve: () => void,
  reject: (error: unknown) => void,
): Promise<void> {
  try {
    for await (const message of client) {
      if (message.type === 'hello' && message.version !== WIRE_VERSION) {
        throw new Error(`the program’s inspector speaks version ${message.version}, this one ${WIRE_VERSION}`);
      }
      inspection.receive(message);
      if (message.type === 'tick') resolve();
    }
    inspection.end('the program has ended');
    reject(new Error('the program let nobody look'));
  } catch (error) {
    inspection.end(error instanceof Error ? error.message : String(error));
    reject(error);
    await client.abort();
  }
}

/** In milliseconds. The agent waits as long to be attached to. */
const OPENS_WITHIN = 10_000;
const PAUSE = 5;
