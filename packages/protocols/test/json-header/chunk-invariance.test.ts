/** Any chunking of the same bytes gives the same messages, the same replies and the same end. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cutter, cutterOf, cutters } from '../../../core/test/kit/chunkings.js';
import { Harness } from '../../../core/test/kit/harness.js';
import { type JsonHeaderMessage, json, jsonHeader } from '../../src/json-header/index.js';
import { frame } from './frames.js';

const encodings = ['utf-8', 'utf-16', 'latin-1', 'ascii', 'cp1252', 'utf-9'];
const someFrame = fc.oneof(
  { weight: 6, arbitrary: fc.jsonValue({ maxDepth: 3 }).map((value) => frame({}, JSON.stringify(value))) },
  { weight: 2, arbitrary: fc.constant(frame({}, '')) },
  {
    weight: 3,
    arbitrary: fc
      .oneof(
        fc.uint8Array({ maxLength: 20 }),
        fc.integer({ min: 500, max: 2_000 }).map((length) => new Uint8Array(length)),
      )
      .map((content) => frame({ 'content-type': 'application/octet-stream' }, content as Uint8Array)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...encodings), fc.uint8Array({ maxLength: 6 }))
      .map(([encoding, content]) => frame({ 'content-encoding': encoding }, content as Uint8Array)),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }).map((value) => frame(JSON.stringify(value))) },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 8 }).map((bytes) => Buffer.from(bytes)) },
);
const inputs = fc
  .tuple(
    fc.array(someFrame, { maxLength: 8 }),
    fc.oneof(
      { weight: 2, arbitrary: fc.constant(1) },
      { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
    ),
  )
  .map(([frames, share]) => {
    const input = Buffer.concat(frames);
    return input.subarray(0, Math.round(share * input.length));
  });
const ends = fc.constantFrom('eof', 'reset', 'open');

function run(
  input: Uint8Array,
  end: string,
  cut: Cutter,
  role: 'server' | 'client',
  exchanges: 'one' | 'many',
  runtime: 'compiled' | 'xstate' = 'compiled',
) {
  const harness = new Harness<JsonHeaderMessage, JsonHeaderMessage>(jsonHeader({ exchanges }), {
    role,
    runtime,
    answer: ({ kind, content }) => json({ kind, was: content === undefined ? 'nothing' : content }),
  });
  const chunks = cut(input);
  harness.receive(...chunks);
  if (end === 'eof') harness.eof();
  else if (end === 'reset') harness.error();
  // The input was not modified.
  expect(Buffer.concat(chunks).equals(input)).toBe(true);
  return {
    events: harness.events.map((event) => JSON.stringify(event, plain)),
    output: harness.output.toString('latin1'),
    outputEnd: harness.outputEnd,
    states: harness.states,
    failure: harness.failure,
    offset: harness.connection.offsetOf('read'),
  };
}

/** Bytes as text: comparing them one by one would take most of the time. */
function plain(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  return value instanceof Error ? (value as { readonly code?: unknown }).code : value;
}

const atOnce = cutterOf([Number.MAX_SAFE_INTEGER]);

describe.each(['server', 'client'] as const)('a %s', (role) => {
  test.each(['many', 'one'] as const)('that serves %s: does the same for any chunking', (exchanges) => {
    fc.assert(
      fc.property(inputs, ends, cutters(), (input, end, cut) => {
        expect(run(input, end, cut, role, exchanges)).toEqual(run(input, end, atOnce, role, exchanges));
      }),
      { numRuns: 200 },
    );
  });

  test('does the same on either runtime', () => {
    fc.assert(
      fc.property(inputs, ends, cutters(), (input, end, cut) => {
        expect(run(input, end, cut, role, 'many', 'xstate')).toEqual(run(input, end, cut, role, 'many'));
      }),
      { numRuns: 50 },
    );
  });
});
