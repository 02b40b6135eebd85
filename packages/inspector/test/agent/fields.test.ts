/** The fields of frames, as the page finds them: in a dump, however the bytes were cut, and whatever a protocol does wrong. */
import {
  bytes,
  Connection,
  connect,
  defineProtocol,
  type FrameFields,
  type HalfInput,
  prepare,
  pump,
  serve,
  setupReadHalf,
  type WatchedConnection,
} from '@wirechart/core';
import { simulatedNetwork } from '@wirechart/transport-memory';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { emit } from 'xstate';
import { nameLate } from '../../src/feed/name-late.js';
import type { Field, RecordedStep, Watched } from '../../src/feed.js';
import { recordChunks, recording } from '../../src/index.js';
import { Bytes } from '../../src/page/frames.js';
import { inspectionOfDump } from '../../src/program/sources/dump.js';
import { watchedOf } from '../../src/program/watched.js';
import { type Conversation, conversations, cutsOf, play } from '../kit/conversations.js';

function pageOf(dump: Uint8Array): Watched {
  const { live } = inspectionOfDump(dump).history;
  const entry = live.entries.get(1);
  if (entry === undefined) throw new Error('nothing was recorded');
  return watchedOf(entry, live, undefined);
}

const fieldsOf = ({ records }: Watched, half: 'read' | 'write'): readonly Field[] =>
  records.filter((step) => step.half === half).flatMap(({ fields = [] }) => fields);

/** Each field with its bytes as text. */
function told(page: Watched, half: 'read' | 'write'): string[] {
  const content = new Bytes(page.chunks, half === 'read' ? 'in' : 'out');
  return fieldsOf(page, half).map(({ name, offset, length }) => {
    const codes = Array.from({ length }, (_, at) => content.at(offset + at) ?? 0);
    return `${name}=${String.fromCharCode(...codes)}`;
  });
}

/** What is read as a stream has no names. */
const NAMELESS = /^raw|^until close|skipped/;

describe.each(Object.entries(conversations).filter(([name]) => !NAMELESS.test(name)))('%s', (_name, conversation) => {
  it('has a field for each byte that was read, and the same ones however the bytes were cut', () => {
    const whole = conversation.input.map((part) => [part]);
    const expected = told(pageOf(play(conversation, whole, true).run.dump()), 'read');
    fc.assert(
      fc.property(cutsOf(conversation), (parts) => {
        const page = pageOf(play(conversation, parts, true).run.dump());
        let next = 0;
        for (const { offset, length } of fieldsOf(page, 'read')) {
          expect(offset).toBe(next);
          next += length;
        }
        expect(next).toBe(page.row.bytesIn - conversation.unread);
        expect(told(page, 'read')).toEqual(expected);
      }),
      { numRuns: 6 },
    );
  });
});

it('names what is sent while something else is being sent, and the mail that follows DATA', () => {
  const talk = conversations['SMTP with STARTTLS'] as Conversation;
  const page = pageOf(
    play(
      talk,
      talk.input.map((part) => [part]),
      true,
    ).run.dump(),
  );
  expect(told(page, 'write')).toEqual(expect.arrayContaining(['mail data=one\r\n..two\r\n', 'end of mail data=.\r\n']));
  const lines = conversations['lines'] as Conversation;
  const sent = told(
    pageOf(
      play(
        lines,
        lines.input.map((part) => [part]),
        true,
      ).run.dump(),
    ),
    'write',
  );
  expect(sent).toEqual(['line=1', 'line end=\n', 'line=2', 'line end=\n', 'line=3', 'line end=\n']);
});

it('names what is sent when it goes out, where its step was told before that', () => {
  let now = 0;
  const run = recording({ clock: { now: () => now } });
  const { protocol } = conversations['lines'] as Conversation;
  const connection = new Connection<unknown, unknown>(prepare<unknown, unknown>(protocol as never, 'client'), now);
  const place = { kind: 'name', name: 'test' } as const;
  const one: WatchedConnection = { connection, transport: { local: place, remote: place }, tag: undefined };
  const turn = () => {
    pump(connection, { event() {} }, { write: () => true, end() {}, reset() {} }, now);
    run.watcher.turned(one, now);
    now += 1_000;
  };
  run.watcher.opened(one);
  turn();
  connection.send('one', now);
  // As in a turn of another connection, which comes first.
  const before = pageOf(run.dump());
  expect(before.records.at(-1)).toMatchObject({ event: 'send', offset: 0, length: 4 });
  expect(told(before, 'write')).toEqual([]);
  turn();
  const page = pageOf(run.dump());
  // What was told is not changed: it may be elsewhere by now.
  expect(page.records.slice(0, before.records.length)).toEqual(before.records);
  const records: RecordedStep[] = [...page.records];
  nameLate(records, page.chunks);
  expect(told({ ...page, records }, 'write')).toEqual(['line=one', 'line end=\n']);
  expect(records[before.records.length - 1]?.fields).toHaveLength(2);
});

/** Messages of three bytes. */
function threes(fields: FrameFields) {
  const read = setupReadHalf({
    types: { message: {} as Uint8Array, context: {} as HalfInput },
    needs: { three: bytes(3) },
  }).createMachine({
    initial: 'awaiting',
    states: {
      awaiting: {
        meta: { need: 'three' },
        on: {
          three: { target: 'responding', actions: emit(({ event }) => ({ type: 'message', message: event.value })) },
          eof: 'closed',
          drain: 'closed',
        },
      },
      responding: { on: { responded: 'awaiting' } },
    },
  });
  return defineProtocol<Uint8Array>({ name: 'threes', read, encode: (message, out) => out.bytes(message), fields });
}

/** Two messages of a protocol with such fields. */
function recorded(fields: FrameFields): Watched {
  return pageOf(recordChunks(threes(fields), 'server', [Buffer.from('abcd'), Buffer.from('ef')]));
}

describe('a protocol of somebody else', () => {
  it('is asked with the frame, a copy of its bytes, and the one before', () => {
    const asked = vi.fn<FrameFields>(({ bytes, length }) => {
      bytes.fill(0);
      return [{ name: 'all of it', length }];
    });
    const page = recorded(asked);
    expect(told(page, 'read')).toEqual(['all of it=abc', 'all of it=def']);
    const [frame] = asked.mock.calls[1] ?? [];
    expect(frame).toMatchObject({ half: 'read', role: 'server', event: 'three', length: 3 });
    expect(Buffer.from(frame?.previous?.bytes ?? []).toString()).toBe('abc');
  });

  it('is cut to the frame, and what it does not name is nothing', () => {
    const fields: FrameFields = () => [
      { name: 'one', length: 1 },
      { name: 'none', length: 0 },
      { name: 'x'.repeat(1000), length: 1 },
    ];
    expect(told(recorded(fields), 'read')).toEqual(['one=a', `${'x'.repeat(80)}=b`, 'one=d', `${'x'.repeat(80)}=e`]);
    expect(
      told(
        recorded(() => [{ name: 'long', length: 1e9 }]),
        'read',
      ),
    ).toEqual(['long=abc', 'long=def']);
  });

  it.each<[string, FrameFields, RegExp]>([
    [
      'throws',
      () => {
        throw new Error('no idea');
      },
      /'three': no idea$/,
    ],
    ['returns no array', () => Promise.resolve([]) as never, /no array/],
    ['returns what is no field', () => [{ name: 'x', length: -1 }], /an integer from 0/],
    ['returns nothing in a list', () => [undefined] as never, /a name and a length/],
  ])('that %s is told of once, and the connection goes on', (_case, fields, words) => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const page = recorded(fields);
    expect(fieldsOf(page, 'read')).toEqual([]);
    expect(page.records.filter(({ event }) => event === 'three')).toHaveLength(2);
    expect(warned.mock.calls.map(([text]) => String(text))).toEqual([expect.stringMatching(words)]);
    warned.mockRestore();
  });

  it('is not asked where bytes are not shown', async () => {
    const asked = vi.fn<FrameFields>(() => []);
    const network = simulatedNetwork({ seed: 1 });
    const { watcher, dump } = recording({ clock: network.clock, payload: false });
    const server = await serve(threes(asked), (message) => message, network.endpoint('server'), { watcher });
    const client = await network.runUntil(connect(threes(asked), network.endpoint('server')));
    await network.runUntil(client.request(Buffer.from('abc')));
    expect(pageOf(dump()).row.bytesIn).toBe(3);
    await network.runUntil(client.close());
    await network.runUntil(server.close());
    expect(asked).not.toHaveBeenCalled();
  });
});
