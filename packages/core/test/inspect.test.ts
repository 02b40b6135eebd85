/** A connection as XState's inspection sees it: as it would see an actor of the same machine that was fed the same events. */

import { describe, expect, test } from 'vitest';
import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  type InspectionEvent,
  SimulatedClock,
} from 'xstate';
import { inspectConnection, type RuntimeName } from '../src/index.js';
import { Harness } from './kit/harness.js';
import { mixed } from './kit/mixed.js';

const answer = { answer: (message: string) => message };

/** What an event of inspection says, without what differs from actor to actor. */
function said(event: InspectionEvent) {
  const { type } = event;
  if (type === '@xstate.actor') return { type };
  if (type === '@xstate.event') return { type, event: event.event.type };
  if (type !== '@xstate.snapshot' && type !== '@xstate.microstep') return { type };
  const { value, status, context, output } = event.snapshot as AnyMachineSnapshot;
  return { type, event: event.event.type, value, status, context, output };
}

/** What an actor of XState's own tells of itself that gets these events. */
function ofActor(machine: AnyStateMachine, input: unknown, events: readonly InspectionEvent[]) {
  const told: ReturnType<typeof said>[] = [];
  const actor = createActor(machine, {
    input,
    clock: new SimulatedClock(),
    inspect: (event: InspectionEvent) => void told.push(said(event)),
  } as object);
  actor.start();
  for (const event of events)
    if (event.type === '@xstate.event' && event.event.type !== 'xstate.init') actor.send(event.event);
  return told;
}

/** Of an actor: one of our events per macrostep has no microsteps of entering the first state. */
const withoutFirstSteps = (told: readonly ReturnType<typeof said>[]) =>
  told.filter(
    ({ type, ...rest }) =>
      type !== '@xstate.action' && !(type === '@xstate.microstep' && 'event' in rest && rest.event === 'xstate.init'),
  );

describe.each<RuntimeName>(['compiled', 'xstate'])('a connection of the runtime %s', (runtime) => {
  test('is told of as actors of its machines are', () => {
    const events: InspectionEvent[] = [];
    const harness = new Harness(mixed, { ...answer, runtime, inspect: (event) => void events.push(event) });
    const { stage } = harness.connection.look();
    harness.receive('Lab\r\nL', 'second\r\nB\0\x03xyz').eof();
    const half = (name: string) =>
      events.filter(({ actorRef }) => (actorRef as unknown as { id: string }).id === `${mixed.name}/${name}`);
    const { input } = stage as unknown as { input: unknown };
    for (const [name, machine] of [
      ['read', mixed.read],
      ['write', mixed.write],
    ] as const) {
      const told = half(name);
      expect(told.length).toBeGreaterThan(10);
      expect(told.map(said)).toEqual(withoutFirstSteps(ofActor(machine, input, told)));
    }
  });

  test('has its halves under it, and one root', () => {
    const events: InspectionEvent[] = [];
    new Harness(mixed, { ...answer, runtime, inspect: { next: (event) => void events.push(event) } }).receive('La\r\n');
    const actors = events.filter(({ type }) => type === '@xstate.actor').map(({ actorRef }) => actorRef);
    const [root, ...halves] = actors as unknown as { id: string; sessionId: string; _parent: unknown }[];
    expect(root?.id).toBe(`${mixed.name}/server/0`);
    expect(halves.map(({ id }) => id)).toEqual([`${mixed.name}/read`, `${mixed.name}/write`]);
    expect(halves.map(({ _parent }) => _parent)).toEqual([root, root]);
    expect(new Set(events.map(({ rootId }) => rootId))).toEqual(new Set([root?.sessionId]));
  });

  test('can be looked at later, as it stands, and no longer', () => {
    const harness = new Harness(mixed, { ...answer, runtime }).receive('Lab');
    const events: InspectionEvent[] = [];
    const stop = inspectConnection(harness.connection, (event) => void events.push(event), 'late');
    const snapshots = () => events.map(said).flatMap((event) => ('value' in event ? [event.value] : []));
    expect(snapshots()).toEqual(['awaiting-line']);
    harness.receive('\r\n');
    expect(snapshots()).toContain('responding');
    stop();
    const { length } = events;
    harness.receive('Lcd\r\n');
    expect(events).toHaveLength(length);
  });
});

test('only chosen connections are told of', () => {
  const events: InspectionEvent[] = [];
  const inspect = (event: InspectionEvent) => void events.push(event);
  new Harness(mixed, { ...answer, inspect, inspected: () => false }).receive('La\r\n');
  expect(events).toEqual([]);
});
