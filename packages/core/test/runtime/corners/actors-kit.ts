/** What is done with an actor of a machine, and with one of the compiled machine: the two are to look alike. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { AnyActorLogic, AnyStateMachine } from 'xstate';
import { toActorLogic } from '../../../src/index.js';
import { chart, type Loose, loose } from './kit.js';

const { assign, emit, log, raise, sendTo } = loose;

/** The same done to an actor of the machine and to one of the compiled machine, and what is seen of it. */
export type Play = (
  make: (machine: AnyStateMachine) => AnyActorLogic,
  see: (...what: unknown[]) => void,
) => void | Promise<void>;
export const manifold = () =>
  chart({
    id: 'm',
    context: ({ input }: Loose) => ({ n: 0, input }),
    initial: 'p',
    tags: ['root'],
    states: {
      p: {
        tags: 'tp',
        meta: { a: 1 },
        type: 'parallel',
        states: {
          x: {
            initial: 'a',
            states: {
              a: {
                meta: { is: 'a' },
                on: {
                  go: {
                    target: 'b',
                    actions: [assign({ n: ({ context }: Loose) => context.n + 1 }), emit({ type: 'went' })],
                  },
                },
              },
              b: { tags: ['b1', 'b2'], after: { 10: 'a' }, on: { go: 'a' } },
            },
          },
          y: { initial: 'c', states: { c: { on: { down: 'd' } }, d: { type: 'final' } } },
          h: { type: 'history', history: 'deep' },
        },
        on: {
          out: 'q',
          fail: {
            actions: () => {
              throw new Error('no');
            },
          },
          end: 'f',
          self: { actions: sendTo(({ self }: Loose) => self, { type: 'down' }) },
          both: { actions: [raise({ type: 'go' }), raise({ type: 'down' }), log('both')] },
          guarded: { guard: ({ context }: Loose) => context.n > 0, target: 'q' },
        },
      },
      q: { on: { back: 'p.h' }, exit: emit({ type: 'exit q' }) },
      f: { type: 'final', output: ({ context }: Loose) => context.n },
    },
    output: ({ event }: Loose) => ({ got: event.output }),
  });
export const events = ['go', 'nothing', 'down', 'both', 'out', 'back', 'self', 'guarded', 'back', 'go', 'end', 'go'];

export const inspected = (see: Loose) => (ev: Loose) =>
  see(
    ev.type,
    ev.event?.type,
    ev.snapshot && ev.type !== '@xstate.actor' ? plain(ev.snapshot) : undefined,
    ev._transitions?.map((t: Loose) => [t.source.id, t.eventType]),
    ev.action?.type === undefined ? undefined : ev.action.type,
  );

export const logger = () => undefined;

/** What is seen of an actor of the compiled machine is what is seen of one of the machine. */
export function lookAlike(plays: Readonly<Record<string, Play>>): void {
  // XState warns of events that come too late.
  beforeEach(() => {
    vi.spyOn(console, 'warn').mockReturnValue();
  });

  test.each(Object.entries(plays))('%s', async (_, play) => {
    const expected = await seenOf(play, (machine) => machine);
    expect(expected).not.toEqual([]);
    expect(await seenOf(play, toActorLogic)).toEqual(expected);
  });
}

/** Where a snapshot stands, in document order: XState's own lists say in which order states were entered. */
export function plain(snapshot: Loose): Loose {
  const { status, value, context, output, error, tags = [], historyValue = {}, _nodes = [], children = {} } = snapshot;
  const ids = (nodes: Loose) => nodes.map(({ id }: Loose) => id).sort();
  return {
    status,
    value,
    context,
    output,
    error: error?.message,
    tags: [...tags].sort(),
    meta: snapshot.getMeta?.(),
    history: Object.entries(historyValue).map(([id, nodes]) => [id, ids(nodes)]),
    nodes: ids(_nodes),
    children: Object.keys(children),
  };
}

/** What the machine does by itself shows in its snapshots, and is not told as actions where it is compiled. */
export const isPlain = ({ type }: Loose): boolean => !/^xstate\.(emit|raise|sendTo|cancel)$/.test(type);

async function seenOf(play: Play, make: Parameters<Play>[0]): Promise<unknown[]> {
  const seen: unknown[] = [];
  await play(make, (...what) => seen.push(what));
  return seen;
}
