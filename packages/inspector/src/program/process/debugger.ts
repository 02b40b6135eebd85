/** Node's own inspector, as far as it is needed: evaluates one expression in the process that it belongs to. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { connect } from '@wirechart/core';
import { webSocket } from '@wirechart/protocols/websocket';
import { tcp } from '@wirechart/transport-net';

/** Where a process is debugged; undefined where no inspector listens on this port of loopback. */
export async function debuggerUrl(port: number): Promise<string | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/json/list`, { signal: AbortSignal.timeout(ANSWERS_WITHIN) });
    const [target] = (await response.json()) as readonly { readonly webSocketDebuggerUrl?: string }[];
    return target?.webSocketDebuggerUrl;
  } catch {
    return undefined;
  }
}

/**
 * @param expression of plain data
 * @throws Error with the text of what the expression throws; whatever connecting fails with; TimeoutError when it takes too long.
 */
export async function evaluate(url: string, port: number, expression: string): Promise<unknown> {
  const protocol = webSocket.client({ url, random: (bytes) => crypto.getRandomValues(bytes) });
  const client = await connect(protocol, tcp({ host: '127.0.0.1', port }), {
    signal: AbortSignal.timeout(EVALUATED_WITHIN),
  });
  try {
    const params = { expression, returnByValue: true };
    await client.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }));
    for await (const message of client) {
      const answer = JSON.parse(String(message)) as Answer;
      if (answer.id === 1) return evaluated(answer);
    }
    throw new Error('its inspector hung up');
  } finally {
    await client.abort();
  }
}

/**
 * Asks both of somebody who hangs up: what is used for the first time takes longer, and while the port of another process is open nothing
 * should take long.
 */
export async function rehearse(): Promise<void> {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await debuggerUrl(port);
  await evaluate(`ws://127.0.0.1:${port}/`, port, '').catch(() => undefined);
  server.close();
}

/** What of an answer of the Chrome DevTools Protocol is looked at. */
interface Answer {
  readonly id?: number;
  readonly error?: { readonly message: string };
  readonly result?: {
    readonly result: { readonly value?: unknown };
    readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
  };
}

function evaluated({ error, result }: Answer): unknown {
  if (error !== undefined) throw new Error(error.message);
  const thrown = result?.exceptionDetails;
  if (thrown !== undefined) throw new Error((thrown.exception?.description ?? thrown.text).split('\n', 1)[0]);
  return result?.result.value;
}

/** In milliseconds. A program that is busy comes round to it late. */
const ANSWERS_WITHIN = 2000;
const EVALUATED_WITHIN = 30_000;
