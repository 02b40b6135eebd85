/** A half with regions: reading, and beside it a clock that asks whether the other side is still there. */
import { describe, expect, test } from 'vitest';
import { emit, log, setup } from 'xstate';
import {
  countersOf,
  defineProtocol,
  type HalfInput,
  type LogEntry,
  mermaidOf,
  prepare,
  type RuntimeName,
  until,
} from '../src/index.js';
import { Harness } from './kit/harness.js';

const read = setup({
  types: {
    context: {} as HalfInput,
    input: {} as HalfInput,
    events: {} as { readonly type: string; readonly value?: unknown },
    emitted: {} as { readonly type: 'message' | 'send'; readonly message: string },
  },
}).createMachine({
  id: 'k',
  context: ({ input }) => input,
  initial: 'open',
  on: { malformed: '.failed', reset: '.failed' },
  states: {
    open: {
      type: 'parallel',
      on: { eof: 'closed', drain: 'closed' },
      states: {
        reading: {
          initial: 'line',
          states: {
            line: {
              meta: { need: until('\n', { max: 100, event: 'line', decode: (frame) => frame.text() }) },
              on: {
                line: [
                  { guard: ({ event }) => event.value === 'pong' },
                  {
                    target: 'responding',
                    actions: emit(({ event }) => ({ type: 'message', message: event.value as string })),
                  },
                ],
              },
            },
            responding: { on: { responded: 'line' } },
          },
        },
        alive: {
          initial: 'sure',
          on: { line: '.sure' },
          states: {
            sure: { after: { 100: { target: 'asking', actions: log('are you there?', 'keep-alive') } } },
            asking: { entry: emit({ type: 'send', message: 'ping' }), after: { 50: '#k.failed' } },
          },
        },
      },
    },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});

const keptAlive = defineProtocol<string>({ name: 'kept-alive', read, encode: (line, out) => out.text(`${line}\n`) });

describe.each<RuntimeName>(['compiled', 'xstate'])('%s', (runtime) => {
  test('asks when nothing was heard, goes on when it is answered, and ends when it is not', () => {
    const logged: LogEntry[] = [];
    const harness = new Harness(keptAlive, {
      runtime,
      record: 100,
      answer: (line) => `${line}!`,
      onLog: (one) => logged.push(one),
    });
    harness.receive('a\nb').advance(99).receive('\n').advance(99);
    expect(String(harness.output)).toBe('a!\nb!\n');
    harness.advance(1);
    expect(String(harness.output)).toBe('a!\nb!\nping\n');
    expect(harness.states[0]).toBe('open.reading.line & open.alive.asking');
    harness.receive('po').advance(49).receive('ng\n').advance(99);
    expect(harness.messages).toEqual(['a', 'b']);
    expect(harness.states[0]).toBe('open.reading.line & open.alive.sure');
    harness.advance(51);
    expect(harness.failure).toMatchObject({ half: 'read', state: 'open.reading.line & open.alive.asking' });
    expect(logged).toEqual([
      { value: 'are you there?', label: 'keep-alive', half: 'read', protocol: 'kept-alive', time: 198 + 1 },
      { value: 'are you there?', label: 'keep-alive', half: 'read', protocol: 'kept-alive', time: 199 + 49 + 100 },
    ]);
  });

  test('each region makes a record of what it did, and is counted by itself', () => {
    const prepared = prepare(keptAlive, 'server', { runtime, record: 100 });
    const harness = new Harness(keptAlive, { prepared });
    const before = countersOf(prepared.read).states;
    harness.receive('a\n');
    const [reading, alive] = harness.connection.trace;
    const [from, to] = ['open.reading.line & open.alive.sure', 'open.reading.responding & open.alive.sure'];
    expect([reading, alive]).toMatchObject([
      { from, to, event: 'line', offset: 0, length: 2, guards: [{ passed: false }] },
      { from, to, event: 'line', offset: 0, length: 2, guards: [] },
    ]);
    const { states } = countersOf(prepared.read);
    const entered = Object.entries(states).filter(([path, count]) => count !== before[path]);
    expect(entered.map(([path]) => path)).toEqual(['open.reading.responding', 'open.alive.sure']);
  });
});

test('is drawn with its regions side by side', () => {
  expect(mermaidOf(read)).toMatchInlineSnapshot(`
    "stateDiagram-v2
      [*] --> open
      state open {
        [*] --> open_reading
        state "reading" as open_reading
        state open_reading {
          [*] --> open_reading_line
          state "line" as open_reading_line
          open_reading_line : needs all up to LF
          state "responding" as open_reading_responding
        }
        --
        [*] --> open_alive
        state "alive" as open_alive
        state open_alive {
          [*] --> open_alive_sure
          state "sure" as open_alive_sure
          state "asking" as open_alive_asking
        }
      }
      closed --> [*]
      failed --> [*]
      state "any state" as any_state
      any_state --> failed : malformed, reset
      open --> closed : eof, drain
      open_reading_line --> open_reading_line : line [inline]
      open_reading_line --> open_reading_responding : line [else]
      open_reading_responding --> open_reading_line : responded
      open_alive --> open_alive_sure : line
      open_alive_sure --> open_alive_asking : after 100 ms
      open_alive_asking --> failed : after 50 ms
    "
  `);
});
