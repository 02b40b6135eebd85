/** XState's own inspector, to and fro. */
import { createInspector, createWebSocketInspector, type StatelyInspectionEvent } from '@statelyai/inspect';
import { connect, serve } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { webSocket } from '@wirechart/protocols/websocket';
import { tcp } from '@wirechart/transport-net';
import { describe, expect, it } from 'vitest';
import { assign, createActor, type InspectionEvent, setup } from 'xstate';
import { messageOf } from '../../src/bridge/from-inspection.js';
import { statelyBridge } from '../../src/bridge/index.js';
import type { StatelyMessage } from '../../src/bridge/messages.js';
import type { Inspection } from '../../src/program/inspection.js';
import { listenForActors } from '../../src/program/sources/xstate.js';

/** Not ours: nested, parallel, guarded, with a child and a final state. */
const door = setup({
  types: { context: {} as { count: number }, events: {} as { type: 'push' | 'lock' | 'unlock' | 'leave' } },
  guards: { tired: ({ context }) => context.count > 2 },
  actors: { bell: setup({}).createMachine({ id: 'bell', initial: 'silent', states: { silent: {} } }) },
}).createMachine({
  id: 'door',
  initial: 'shut',
  context: { count: 0 },
  invoke: { src: 'bell', id: 'bell' },
  on: { leave: '.gone' },
  states: {
    shut: {
      initial: 'unlocked',
      states: { unlocked: { on: { lock: 'locked' } }, locked: { on: { unlock: 'unlocked' } } },
      on: {
        push: [
          { guard: 'tired', target: 'gone' },
          { target: 'open', actions: assign({ count: ({ context }) => context.count + 1 }) },
        ],
      },
    },
    open: {
      type: 'parallel',
      states: { light: { initial: 'on', states: { on: {} } }, air: { initial: 'cold', states: { cold: {} } } },
      on: { push: 'shut' },
    },
    gone: { type: 'final' },
  },
});
const pushes = ['push', 'push', 'lock', 'unlock', 'lock', 'push', 'nothing', 'push', 'leave'] as const;

const essence = (message: StatelyMessage | StatelyInspectionEvent) => {
  const { type, sessionId, rootId } = message;
  const { event, snapshot, name, definition, parentId } = message as unknown as Record<
    string,
    { type?: string; value?: unknown; status?: string }
  >;
  return {
    type,
    sessionId,
    rootId,
    parentId,
    name,
    definition: typeof definition === 'string' ? JSON.parse(definition) : definition,
    event: event?.type,
    value: snapshot?.value,
    status: snapshot?.status,
  };
};

describe('messages of the bridge', () => {
  it.each([true, false])('are those of @statelyai/inspect, with payload %s', async (payload) => {
    const theirs: StatelyInspectionEvent[] = [];
    const ours: StatelyMessage[] = [];
    const stately = createInspector({ send: (event) => void theirs.push(event as StatelyInspectionEvent) });
    const actor = createActor(door, {
      inspect: (event: InspectionEvent) => {
        (stately.inspect as { next(event: InspectionEvent): void }).next(event);
        const message = messageOf(event, payload);
        if (message !== undefined) ours.push(message);
      },
    });
    actor.start();
    for (const type of pushes) actor.send({ type } as never);
    // They are sent later; what is asked for of an actor meanwhile has changed, which is told of the actors alone.
    while (theirs.length < ours.length) await new Promise((resolve) => setImmediate(resolve));
    const later = (message: ReturnType<typeof essence>) =>
      message.type === '@xstate.actor' ? { ...message, value: 0, status: '' } : message;
    expect(ours.length).toBeGreaterThan(20);
    expect(ours.map(essence).map(later)).toEqual(theirs.map(essence).map(later));
  });
});

it('an XState program that has never heard of us is drawn from what @statelyai/inspect sends', async () => {
  await using source = await listenForActors({ port: 0 });
  const inspector = createWebSocketInspector({ url: source.url });
  const actor = createActor(door, { inspect: inspector.inspect });
  actor.start();
  for (const type of pushes.slice(0, 5)) actor.send({ type } as never);
  await until(source.inspection, ({ history }) => path(history.live, 'door') === 'shut.locked');
  const { live } = source.inspection.history;
  expect(live.hello?.protocols.map(({ name, role }) => [name, role])).toEqual([
    ['door', 'actor'],
    ['bell', 'actor'],
  ]);
  const chart = live.chart(0);
  // In the order of their names: that is how they are sent.
  expect(chart?.states.map(({ path: state, type }) => [state, type])).toEqual([
    ['', 'compound'],
    ['gone', 'final'],
    ['open', 'parallel'],
    ['open.air', 'compound'],
    ['open.air.cold', 'atomic'],
    ['open.light', 'compound'],
    ['open.light.on', 'atomic'],
    ['shut', 'compound'],
    ['shut.locked', 'atomic'],
    ['shut.unlocked', 'atomic'],
  ]);
  const counted = (event: string) =>
    chart?.edges.flatMap((edge, index) => (edge.event === event ? [live.counts.get(0)?.[index]] : []));
  expect(counted('lock')).toEqual([2]);
  expect(counted('push')).toEqual([1, 0, 1]);
  const log = live.logs.get(1);
  expect(log?.records.map(({ event }) => event)).toEqual(['xstate.init', ...pushes.slice(0, 5)]);
  actor.send({ type: 'leave' });
  await until(source.inspection, ({ history }) => history.live.entries.get(1)?.status === 'closed');
  inspector.stop();
});

it('connections of a server are told of to any WebSocket, and again to a viewer that came late', async () => {
  await using viewer = await listenForActors({ port: 0 });
  await using bridge = await statelyBridge({ url: viewer.url });
  const server = await serve(jsonHeader(), () => json(1), tcp({ host: '127.0.0.1', port: 0 }), {
    inspect: bridge.inspect,
  });
  const port = server.address.kind === 'ip' ? server.address.port : 0;
  const client = await connect(jsonHeader(), tcp({ host: '127.0.0.1', port }));
  await client.request(json('hunter2secret'));
  await until(viewer.inspection, ({ history }) => history.live.entries.size === 3);
  expect([...viewer.inspection.history.live.entries.values()].map(({ opened }) => opened.name)).toEqual([
    'json-header/server/0',
    'json-header/read',
    'json-header/write',
  ]);
  await until(viewer.inspection, ({ history }) => path(history.live, 'json-header/write') === 'idle');
  expect(viewer.inspection.history.live.chart(1)?.states[1]?.description).toBe('needs 2 bytes');
  expect(JSON.stringify([...viewer.inspection.history.messages()])).not.toContain('hunter2secret');
  await client.close();
  await server.close();
});

it('a page of another site cannot send actors', async () => {
  await using source = await listenForActors({ port: 0 });
  const outcome = async (origin: string) => {
    const fields = [['Origin', origin]] as const;
    const random = (bytes: Uint8Array) => crypto.getRandomValues(bytes);
    const port = Number(new URL(source.url).port);
    try {
      const socket = await connect(
        webSocket.client({ url: source.url, random, fields }),
        tcp({ host: '127.0.0.1', port }),
      );
      await socket.close();
      return 'open';
    } catch (error) {
      return String(error);
    }
  };
  expect(await outcome('http://evil.example')).toContain('403');
  expect(await outcome('http://localhost:5173')).toBe('open');
});

function path(model: Inspection['history']['live'], name: string): string | undefined {
  const entry = [...model.entries.values()].find(({ opened }) => opened.name === name);
  return entry === undefined ? undefined : model.pathOf(entry.row, 'read');
}

function until(inspection: Inspection, holds: (inspection: Inspection) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!holds(inspection)) return;
      stop();
      resolve();
    };
    const stop = inspection.subscribe({ changed: check, gone: () => undefined });
    check();
  });
}
