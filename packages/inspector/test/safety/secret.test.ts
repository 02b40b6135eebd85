/** What remotes have written is told to nobody, unless the program and the inspector both want it. */
import type { Socket } from 'node:net';
import type { AnyProtocol } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { memcached } from '@wirechart/protocols/memcached';
import { respServer } from '@wirechart/protocols/resp';
import { webSocket } from '@wirechart/protocols/websocket';
import { describe, expect, it } from 'vitest';
import { encodeDump } from '../../src/exports/dump.js';
import { exporters } from '../../src/exports/index.js';
import { type Inspected, type InspectedOptions, inspected } from '../kit/inspected.js';
import { jsonRequest, rawSocket } from '../kit/requests.js';

const SECRET = 'hunter2secret';
/** As it looks where it was written in base64, wherever it begins among three bytes. */
const HIDDEN = [0, 1, 2].map((lead) =>
  Buffer.from(`${'x'.repeat(lead)}${SECRET}`)
    .toString('base64')
    .slice(lead === 0 ? 0 : 4, -4),
);

interface Planted {
  readonly protocol: AnyProtocol;
  readonly handler: (message: never) => unknown;
  /** Writes it wherever it can stand. One connection for each. */
  readonly inputs: readonly Buffer[];
}

const planted: Readonly<Record<string, Planted>> = {
  'json-header': {
    protocol: jsonHeader(),
    handler: () => json({ reply: SECRET }),
    inputs: [
      Buffer.concat([
        jsonRequest(JSON.stringify({ [SECRET]: SECRET }), { [SECRET]: SECRET }),
        jsonRequest('"').subarray(0, 9),
      ]),
      Buffer.concat([Buffer.from([0, 20]), Buffer.from(`{"${SECRET}": nothing`)]),
      jsonRequest(SECRET),
      jsonRequest('1', { 'content-type': SECRET, 'content-encoding': SECRET }),
    ],
  },
  memcached: {
    protocol: memcached.server(),
    handler: () => undefined,
    inputs: [`${SECRET} ${SECRET}\r\n`, `set ${SECRET} 0 0 20\r\n${SECRET}`, `get ${SECRET}\r\n`, SECRET].map((text) =>
      Buffer.from(text),
    ),
  },
  resp: {
    protocol: respServer(),
    handler: () => undefined,
    inputs: [`*2\r\n$13\r\n${SECRET}\r\n$50\r\n${SECRET}`, `${SECRET}\r\n`, `*1\r\n$x${SECRET}\r\n`].map((text) =>
      Buffer.from(text),
    ),
  },
  websocket: {
    protocol: webSocket.server(),
    handler: () => SECRET,
    inputs: [
      Buffer.from(`GET /${SECRET} HTTP/1.1\r\nHost: ${SECRET}\r\nX-${SECRET}: ${SECRET}\r\n`),
      Buffer.from(`${SECRET}\r\n\r\n`),
      Buffer.from(
        `GET /${SECRET} HTTP/1.1\r\nHost: ${SECRET}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: ${SECRET}\r\n\r\n`,
      ),
    ],
  },
};

describe.each(Object.entries(planted))('%s', (_name, { protocol, handler, inputs }) => {
  it.each([
    ['neither wants it', {}],
    ['the inspector alone asks for it', { asked: true }],
    ['the program alone allows it', { allowed: true }],
  ])('nothing of a secret is told or written where %s', async (_case, options) => {
    const told = await everythingTold(protocol, handler, inputs, options);
    for (const hidden of [SECRET, ...HIDDEN]) expect(told).not.toContain(hidden);
  });

  it('it is told where both want it', async () => {
    const told = await everythingTold(protocol, handler, inputs, { allowed: true, asked: true });
    expect([SECRET, ...HIDDEN].some((hidden) => told.includes(hidden))).toBe(true);
  });
});

/** All that the inspector got, and all that can be taken out of it. */
async function everythingTold(
  protocol: AnyProtocol,
  handler: (message: never) => unknown,
  inputs: readonly Buffer[],
  options: InspectedOptions<unknown, unknown>,
): Promise<string> {
  await using world = await inspected(protocol, handler as never, { record: 50, ...options });
  const { inspection } = world;
  const sockets: Socket[] = [];
  for (const [index, input] of inputs.entries()) {
    const socket = await rawSocket(world.port);
    sockets.push(socket);
    await world.until(({ history }) => history.live.entries.size > index);
    inspection.watch([...history(world).entries.keys()]);
    // It is watched before it says anything.
    await world.until(({ history }) => history.live.logs.has(index + 1));
    socket.write(input);
    await world.until(({ history }) => (history.live.entries.get(index + 1)?.row.bytesIn ?? 0) >= 1);
    await world.until(({ history }) => history.live.logs.get(index + 1)?.chunkCount !== 0);
  }
  for (const socket of sockets) socket.destroy();
  await world.until(({ history }) => history.live.open === 0);
  const wire = Buffer.from(encodeDump(inspection.history.messages())).toString('latin1');
  const exported: string[] = [];
  // Of one connection or chart, or of all: each takes what it knows of these.
  const subjects = [...history(world).entries.keys()].map((id) => `?chart=0&connection=${id}`);
  for (const name of Object.keys(exporters)) {
    for (const subject of subjects) exported.push(await text(world, `/export/${name}${subject}`));
  }
  return [wire, ...exported].join('\n');
}

const history = ({ inspection }: Inspected<unknown, unknown>) => inspection.history.live;

async function text(world: Inspected<unknown, unknown>, path: string): Promise<string> {
  const response = await world.fetch(path);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer()).toString('latin1');
}
