/** What must hold first: any chunking of the same bytes gives the same events, the same replies and the same end. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConnectionEvent, Role, RuntimeName } from '../src/index.js';
import { type Cutter, cutterOf, cutters } from './kit/chunkings.js';
import { Harness } from './kit/harness.js';
import { mixed } from './kit/mixed.js';
import { mixedInput } from './kit/mixed-input.js';

type End = 'eof' | 'reset' | 'open';
const ends = fc.constantFrom<End>('eof', 'reset', 'open');
const atOnce = cutterOf([Number.MAX_SAFE_INTEGER]);

interface Run {
  readonly role: Role;
  readonly runtime: RuntimeName;
  readonly end: End;
  readonly cut: Cutter;
  /** Whether the events are asked for after every chunk, or only when everything has arrived. */
  readonly pull: 'always' | 'late' | readonly boolean[];
}

function run(input: Uint8Array, { role, runtime, end, cut, pull }: Run) {
  const harness = new Harness(mixed, {
    role,
    runtime,
    limits: { bufferedBytes: Number.POSITIVE_INFINITY },
    ...(role === 'server' ? { answer: (message: string) => `re ${message.slice(0, 9)}` } : {}),
  });
  const { connection } = harness;
  cut(input).forEach((chunk, i) => {
    connection.receiveData(chunk, 0);
    if (pull === 'always' || (Array.isArray(pull) && pull[i % pull.length])) harness.run();
  });
  if (end === 'eof') harness.eof();
  else if (end === 'reset') harness.error();
  else harness.run();
  return {
    events: withPiecesJoined(harness.events).map(plain),
    output: harness.output.toString(),
    outputEnd: harness.outputEnd,
    states: harness.states,
    failure: harness.failure,
    offset: connection.offsetOf('read'),
  };
}

/** Where a stream is cut into pieces says nothing. */
function withPiecesJoined(events: readonly ConnectionEvent<string>[]): ConnectionEvent<string>[] {
  const joined: ConnectionEvent<string>[] = [];
  for (const event of events) {
    const last = joined.at(-1);
    if (event.type === 'piece' && last?.type === 'piece') {
      joined[joined.length - 1] = { type: 'piece', bytes: Buffer.concat([last.bytes, event.bytes]) };
    } else joined.push(event);
  }
  return joined;
}

function plain(event: ConnectionEvent<string>): unknown {
  if (event.type === 'piece') return ['piece', Buffer.from(event.bytes).toString('hex')];
  if (event.type === 'message') return ['message', event.message];
  return 'error' in event ? [event.type, event.error?.code] : [event.type];
}

describe.each<Role>(['server', 'client'])('a %s', (role) => {
  test('does the same for any chunking, whatever the input and its end', () => {
    fc.assert(
      fc.property(mixedInput, ends, cutters(), (input, end, cut) => {
        const usual = { role, end, runtime: 'compiled', pull: 'always' } as const;
        expect(run(input, { ...usual, cut })).toEqual(run(input, { ...usual, cut: atOnce }));
      }),
      { numRuns: 500 },
    );
  });

  test('does the same whenever its events are asked for', () => {
    const pulls = fc.oneof(fc.constant('late' as const), fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }));
    fc.assert(
      fc.property(mixedInput, ends, cutters(), pulls, (input, end, cut, pull) => {
        const usual = { role, end, runtime: 'compiled', cut } as const;
        const asked = (pull: Run['pull']) => {
          const { output, outputEnd, states, ...heard } = run(input, { ...usual, pull });
          // What could still be written before the reset depends on when there was something to write.
          return end === 'reset' ? heard : { output, outputEnd, states, ...heard };
        };
        expect(asked(pull)).toEqual(asked('always'));
      }),
      { numRuns: 300 },
    );
  });

  test('does the same on either runtime', () => {
    fc.assert(
      fc.property(mixedInput, ends, cutters(), (input, end, cut) => {
        const usual = { role, end, cut, pull: 'always' } as const;
        expect(run(input, { ...usual, runtime: 'xstate' })).toEqual(run(input, { ...usual, runtime: 'compiled' }));
      }),
      { numRuns: 60 },
    );
  });

  test('does not modify the chunks, and hands out bytes that stay when the rest arrives', () => {
    fc.assert(
      fc.property(mixedInput, cutters(), (input, cut) => {
        const harness = new Harness(mixed, { role, answer: () => undefined });
        const chunks = cut(input);
        const copies = chunks.map((chunk) => chunk.slice());
        const pieces: [view: Uint8Array, copy: Uint8Array][] = [];
        for (const chunk of chunks) {
          harness.receive(chunk);
          for (const event of harness.events.splice(0)) {
            if (event.type === 'piece') pieces.push([event.bytes, event.bytes.slice()]);
          }
        }
        expect(chunks).toEqual(copies);
        for (const [view, copy] of pieces) expect(view).toEqual(copy);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the write half', () => {
  interface Step {
    readonly do: 'send' | 'refuse' | 'drained' | 'turn';
    readonly length: number;
  }
  const steps = fc.array(
    fc.record<Step>({ do: fc.constantFrom('send', 'send', 'refuse', 'drained', 'turn'), length: fc.nat({ max: 400 }) }),
    { maxLength: 40 },
  );

  function write(steps: readonly Step[], transport: 'patient' | 'as told') {
    const harness = new Harness(mixed, { role: 'client', limits: { bufferedOutput: 500 } });
    for (const step of steps) {
      if (step.do === 'send') harness.connection.send('x'.repeat(step.length), 0);
      else if (transport === 'patient') continue;
      else if (step.do === 'refuse') harness.ready = false;
      else if (step.do === 'drained') harness.drained();
      else harness.run();
    }
    harness.drained().finish().eof();
    const { output, outputEnd, states, failure } = harness;
    return { output: output.toString(), outputEnd, states, failure };
  }

  test('sends the same bytes and ends alike, however the transport takes them', () => {
    fc.assert(
      fc.property(steps, (steps) => {
        expect(write(steps, 'as told')).toEqual(write(steps, 'patient'));
      }),
      { numRuns: 300 },
    );
  });
});
