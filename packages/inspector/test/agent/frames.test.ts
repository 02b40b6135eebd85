/** Every byte of every protocol belongs to one frame and its transition, and a transition to its bytes: as the page finds them. */
import { connect, serve } from '@wirechart/core';
import { webSocket } from '@wirechart/protocols/websocket';
import { permessageDeflate } from '@wirechart/protocols/websocket/deflate';
import { randomSizes, simulatedNetwork } from '@wirechart/transport-memory';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Recording, recording } from '../../src/index.js';
import { Bytes, frameAt, framesOf } from '../../src/page/frames.js';
import { inspectionOfDump } from '../../src/program/sources/dump.js';
import { watchedOf } from '../../src/program/watched.js';
import { type Conversation, conversations, cutsOf, play } from '../kit/conversations.js';

function pageOf(run: Recording) {
  const { live } = inspectionOfDump(run.dump()).history;
  const entry = live.entries.get(1);
  if (entry === undefined) throw new Error('nothing was recorded');
  return watchedOf(entry, live, undefined);
}

/** How many bytes of a direction there are, each of which has one frame, the transition of which has the byte. */
function checked(page: ReturnType<typeof pageOf>, direction: 'in' | 'out'): number {
  const half = direction === 'in' ? 'read' : 'write';
  const frames = framesOf(page, half);
  const { end } = new Bytes(page.chunks, direction);
  const steps = new Set(page.records.filter((step) => step.half === half));
  let next = 0;
  for (const { offset, length, step } of frames) {
    expect(offset).toBe(next);
    expect(length).toBeGreaterThan(0);
    expect(steps.has(step)).toBe(true);
    next = offset + length;
  }
  for (let offset = 0; offset < next; offset++) {
    const frame = frameAt(frames, offset);
    const own = frames.filter(({ step }) => step === frame?.step);
    expect(own.some((one) => one.offset <= offset && offset < one.offset + one.length)).toBe(true);
  }
  expect(next).toBeLessThanOrEqual(end);
  return next;
}

describe.each(Object.entries(conversations))('%s', (name, conversation) => {
  it('each byte has one frame and its transition, and back, however the bytes were cut', () => {
    const { input, unread } = conversation;
    const total = input.reduce((sum, { length }) => sum + length, 0);
    fc.assert(
      fc.property(cutsOf(conversation), fc.boolean(), (parts, ended) => {
        fc.pre(ended || name !== 'until close');
        const page = pageOf(play(conversation, parts, ended).run);
        expect(checked(page, 'in')).toBe(total - unread);
        expect(checked(page, 'out')).toBe(page.row.bytesOut);
      }),
      { numRuns: 12 },
    );
  });
});

it.each([
  ['in a frame', { records: 0, in: 12, out: 0 }, [[10, 5]]],
  [
    'before a frame, in a stream',
    { records: 0, in: 4, out: 0 },
    [
      [4, 6],
      [10, 5],
    ],
  ],
  ['and transitions were dropped', { records: 3, in: 4, out: 0 }, [[10, 5]]],
])('where watching began %s, frames begin with what is known', (_case, missed, expected) => {
  const page = pageOf(play(conversations['lines'] as Conversation, [], false).run);
  const step = { ...page.records[0], half: 'read', from: 1, to: 1, event: 'line', offset: 10, length: 5 };
  const frames = framesOf({ ...page, missed, records: [step as never] }, 'read');
  expect(frames.map(({ offset, length }) => [offset, length])).toEqual(expected);
});

describe('a WebSocket after its upgrade', () => {
  it.each(['in', 'out'] as const)('has a frame for each byte, masked and compressed: %s', async (direction) => {
    const network = simulatedNetwork({ seed: 3, chunking: randomSizes() });
    const run = recording({ clock: network.clock });
    const compression = () => ({ compression: permessageDeflate() });
    const server = await serve(webSocket.server(compression()), (message) => message, network.endpoint('server'), {
      watcher: run.watcher,
    });
    const random = (bytes: Uint8Array) => bytes.fill(0x5a);
    const protocol = webSocket.client({ url: 'ws://server/', random, ...compression() });
    const client = await network.runUntil(connect(protocol, network.endpoint('server')));
    for (const text of ['hello', 'x'.repeat(5000)]) await network.runUntil(client.request(text));
    await network.runUntil(client.close());
    await network.runUntil(server.close());
    const page = pageOf(run);
    expect(checked(page, direction)).toBe(direction === 'in' ? page.row.bytesIn : page.row.bytesOut);
    const read = page.records.filter(({ half, length }) => half === 'read' && length > 0);
    expect(new Set(read.map(({ protocol }) => protocol)).size).toBe(2);
  });
});
