/** Actors of an XState program, as their messages tell of them. */
import { expect, it } from 'vitest';
import { Actors } from '../../src/bridge/actors.js';
import { STATELY_VERSION, type StatelyMessage, type StatelySnapshot } from '../../src/bridge/messages.js';

const PROGRAM = 'a program';
const common = { rootId: 'x:0', createdAt: '1000', id: null, _version: STATELY_VERSION };
const begun = (sessionId: string): StatelyMessage => ({
  ...common,
  type: '@xstate.actor',
  sessionId,
  name: sessionId,
  parentId: undefined,
  definition: undefined,
  snapshot: { status: 'active' },
});
const became = (sessionId: string, snapshot: StatelySnapshot): StatelyMessage => ({
  ...common,
  type: '@xstate.snapshot',
  sessionId,
  event: { type: 'go' },
  snapshot,
});

it('gives no number twice, whoever has ended meanwhile', () => {
  const actors = new Actors('test');
  for (const session of ['a', 'b', 'c']) {
    actors.receive(begun(session), PROGRAM);
    actors.receive(became(session, { status: 'done' }), PROGRAM);
  }
  actors.receive(begun('a'), PROGRAM);
  const told = actors.take();
  const ids = (type: 'opened' | 'ended') =>
    told.flatMap((message) => (message.type === type ? message.connections.map(({ id }) => id) : []));
  expect(ids('opened')).toEqual([1, 2, 3, 4]);
  expect(ids('ended')).toEqual([1, 2, 3]);
});

it('tells how one that has ended stood at last', () => {
  const actors = new Actors('test');
  actors.receive(begun('a'), PROGRAM);
  actors.take();
  actors.receive(became('a', { status: 'done', context: { count: 7 } }), PROGRAM);
  expect(actors.take()).toContainEqual(
    expect.objectContaining({ type: 'steps', id: 1, read: { state: 0, context: { count: 7 }, deadlines: [] } }),
  );
});

it('keeps the actors of two programs apart that count alike, and lets those of one go when it does', () => {
  const actors = new Actors('test');
  for (const program of ['one', 'another']) actors.receive(begun('x:0'), program);
  actors.receive(became('x:0', { status: 'active', context: 'of another' }), 'another');
  actors.leave('one');
  // Started anew.
  actors.receive(begun('x:0'), 'one, once more');
  const told = actors.take();
  const numbers = told.flatMap((message) =>
    'connections' in message ? [message.connections.map(({ id }) => id)] : [],
  );
  expect(numbers).toEqual([[1, 2, 3], [1]]);
  const steps = told.flatMap((message) => (message.type === 'steps' ? [[message.id, message.records.length]] : []));
  expect(steps).toEqual([
    [1, 1],
    [2, 2],
    [3, 1],
  ]);
});
