/** The numbers that are shown are the numbers that there are. */
import type { Socket } from 'node:net';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { webSocket } from '@wirechart/protocols/websocket';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterTerm } from '../../src/feed/filter-term.js';
import type { Chart } from '../../src/feed.js';
import { filterOf } from '../../src/program/list/filter.js';
import { FilterError } from '../../src/program/list/filter-error.js';
import { Model } from '../../src/program/model.js';
import { topText } from '../../src/program/top.js';
import { contextOf } from '../../src/program/view.js';
import { inspected } from '../kit/inspected.js';
import { jsonRequest, rawSocket, UPGRADE } from '../kit/requests.js';
import { charts, hello as fixtureHello } from '../page/fixture.js';

type World = Awaited<ReturnType<typeof busyWorld>>;
const busyWorld = () => inspected(jsonHeader(), (request) => json({ echo: request.content }));

describe('at rest, after random opens, requests, faults, ends and resets', () => {
  it('occupancy is a count of the connections, by what each of them says', async () => {
    await using world = await busyWorld();
    const sockets: Socket[] = [];
    const step = fc.constantFrom('open', 'open', 'ask', 'half', 'garbage', 'end', 'reset');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(step, fc.nat()), { minLength: 5, maxLength: 25 }), async (steps) => {
        for (const [what, which] of steps) await act(what, which, world, sockets);
        // Who is connected may not be accepted yet: so all of it at one moment, and not one part after the other.
        await world.until(() => settled(world) && String(shown(world)) === String(counted(world)));
      }),
      { numRuns: 8 },
    );
    for (const socket of sockets) socket.destroy();
  });

  it('occupancy is that count in each protocol that a connection goes through', async () => {
    await using world = await inspected(webSocket.server(), (message) => message);
    const sockets: Socket[] = [];
    const step = fc.constantFrom('open', 'open', 'half', 'upgrade', 'ask', 'garbage', 'end', 'reset');
    const said: Readonly<Record<string, string | Buffer>> = {
      half: UPGRADE.slice(0, 40),
      upgrade: UPGRADE,
      ask: Buffer.from('8182000000006869', 'hex'),
      garbage: '\xff\xff\xff\xff\r\n\r\n',
    };
    // What the server says of its peers, by protocol and state.
    const counted = () => {
      const counts = new Map<string, number>();
      for (const peer of world.server.peers) {
        const key = `${peer.outputs.length === 0 ? 'websocket-upgrade' : 'websocket'} ${peer.state('read')}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return [...counts].sort();
    };
    const shown = () => {
      const { live } = world.inspection.history;
      const counts = new Map<string, number>();
      for (const { name, read } of live.hello?.protocols ?? []) {
        const chart = live.chart(read);
        if (chart === undefined) continue;
        for (const [index, count] of live.occupancy(chart).entries()) {
          const state = chart.states[index];
          if (count > 0 && state !== undefined && !isAround(chart, index)) counts.set(`${name} ${state.path}`, count);
        }
      }
      return [...counts].sort();
    };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(step, fc.nat()), { minLength: 5, maxLength: 25 }), async (steps) => {
        for (const [what, which] of steps) {
          const socket = sockets[which % Math.max(1, sockets.length)];
          if (what === 'open') sockets.push(await rawSocket(world.port));
          else if (socket === undefined || socket.writableEnded || socket.destroyed) continue;
          else if (what === 'end') socket.end();
          else if (what === 'reset') socket.resetAndDestroy();
          else socket.write(said[what] as string);
        }
        // One more connection that goes all the way: what came before it has been dealt with when it is there.
        const last = await rawSocket(world.port);
        sockets.push(last);
        last.write(UPGRADE);
        await world.until(() => String(shown()) === String(counted()) && String(shown()).includes('websocket open'));
      }),
      { numRuns: 6 },
    );
    for (const socket of sockets) socket.destroy();
  });

  it('the rates add up to the differences of the counts', async () => {
    await using world = await busyWorld();
    const socket = await rawSocket(world.port);
    for (let i = 0; i < 20; i++) {
      socket.write(jsonRequest('1'));
      await world.until(({ history }) => (history.live.counts.get(0)?.[4] ?? 0) === i + 1);
    }
    const { live } = world.inspection.history;
    const chart = live.chart(0);
    const [first, last] = [live.recent[0], live.recent.at(-1)];
    if (chart === undefined || first === undefined || last === undefined) throw new Error('nothing was seen');
    const seconds = (last.time - first.time) / 1000;
    for (const [edge, rate] of live.rates(chart).entries()) {
      const difference = (last.counts.get(0)?.[edge] ?? 0) - (first.counts.get(0)?.[edge] ?? 0);
      expect(rate * seconds).toBeCloseTo(difference, 6);
    }
    expect(topText(live, 60, 10)).toMatch(/1 open.*\n\njson-header, server, read\n {2}awaiting-protoheader/);
    expect(
      topText(live, 60, 10)
        .split('\n')
        .every((line) => line.length <= 60),
    ).toBe(true);
    socket.destroy();
  });
});

it('what a connection has received stays what it was when it fails within a frame', async () => {
  await using world = await busyWorld();
  const socket = await rawSocket(world.port);
  const request = jsonRequest('[1]').subarray(0, 30);
  const { history } = world.inspection;
  const received = () => [...history.live.entries.values()][0]?.row.bytesIn;
  socket.write(request);
  await world.until(() => received() === request.length);
  socket.end();
  await world.until(() => history.live.failed === 1);
  expect(received()).toBe(request.length);
  expect(history.live.totals().bytesIn).toBeGreaterThanOrEqual(0);
});

describe('the counts in a terminal', () => {
  it('show what is amiss in a low one too, and how much there is not room for', async () => {
    await using world = await busyWorld();
    const sockets = await Promise.all(Array.from({ length: 11 }, () => rawSocket(world.port)));
    for (const socket of sockets) socket.write('\0\x05abcde');
    await world.until(({ history }) => history.live.failed === 11);
    for (const height of [10, 14, 40]) {
      const lines = topText(world.inspection.history.live, 80, height).split('\n');
      expect(lines.length).toBeLessThan(height);
      const failures = lines.filter((line) => /^#.*header-not-json/.test(line));
      expect(failures.length).toBeGreaterThan(0);
      const left = lines.at(-1)?.match(/^… (\d+) more$/)?.[1] ?? '0';
      expect(failures.length + Number(left)).toBe(11);
    }
    for (const socket of sockets) socket.destroy();
  });

  it('list the connections that a filter means, or say what it may mean', async () => {
    await using world = await busyWorld();
    const sockets = await Promise.all(Array.from({ length: 3 }, () => rawSocket(world.port)));
    sockets[0]?.write('\0\x40');
    const { history } = world.inspection;
    await world.until(() => history.live.open === 3 && history.live.occupancy(history.live.chart(0) as never)[2] === 1);
    const text = (filter: string) => topText(history.live, 200, 40, filter);
    expect(text('state:awaiting-jsonheader')).toMatch(
      /\n\n1 of 3: state:awaiting-jsonheader\n#\d+ 127\.0\.0\.1:\d+ {2}awaiting-jsonheader \/ - {2}\d+\.\d s/,
    );
    expect(text('state:awaiting-jsonheadr')).toMatch(
      /0 of 3: .*\nNo chart has a state awaiting-jsonheadr\. Do you mean awaiting-jsonheader\?$/,
    );
    for (const socket of sockets) socket.destroy();
  });

  it('show no character that a terminal would obey', () => {
    const model = new Model();
    const hello = { ...fixtureHello, kind: 'live', payload: false } as const;
    const name = 'x\x1b[2Jy\u202ez\r\n\u009b0m';
    model.apply({
      ...hello,
      title: name,
      charts,
      protocols: hello.protocols.map((protocol) => ({ ...protocol, name })),
    });
    model.apply({ type: 'opened', connections: [{ id: 1, name, remote: name, local: name, time: 0 }] });
    const row = { id: 1, protocol: 0, read: 1, write: -1, also: [], readSince: 0, writeSince: 0 };
    const bytes = { bytesIn: 0, bytesOut: 0, buffered: 0, queued: 0 };
    model.apply({ type: 'tick', time: 1, gap: 0, whole: true, rows: [{ ...row, ...bytes }], counts: [] });
    const text = topText(model, 200, 40, 'id:1');
    expect(text).toContain('x�[2Jy�z��');
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('a filter', () => {
  it('picks connections by what they show', async () => {
    await using world = await busyWorld();
    const stalled = await rawSocket(world.port);
    stalled.write(jsonRequest('1').subarray(0, 20));
    const broken = await rawSocket(world.port);
    broken.write('\0\x05abcde');
    await world.until(({ history }) => history.live.failed === 1 && history.live.entries.get(1)?.row.buffered === 18);
    const { live } = world.inspection.history;
    const picked = (filter: string) => {
      const test = filterOf(filter)(contextOf(live));
      return [...live.entries.values()].filter(test).map(({ row }) => row.id);
    };
    for (const all of ['', 'remote:127.0.0.*', 'protocol:json-header', '127.0.0.1', 'in:>=7 in:1..1k', '-id:99']) {
      expect(picked(all).sort()).toEqual([1, 2]);
    }
    for (const one of [
      'state:awaiting-jsonheader',
      'read:awaiting-*',
      'in:20',
      'buffered:18B',
      'status:open',
      '-error:*',
      'age:<1h status:open',
    ]) {
      expect(picked(one)).toEqual([1]);
    }
    for (const two of [
      'error:header-not-json,reset',
      'blame:remote',
      'status:failed',
      'read:failed',
      'ended:<1m',
      'header-not-json',
    ]) {
      expect(picked(two)).toEqual([2]);
    }
    expect(picked('state:awaiting-json')).toEqual([]);
    expect(picked('age:>1h')).toEqual([]);
    stalled.destroy();
    broken.destroy();
  });

  it.each([
    ['age:soon', 4],
    ['status:open age:>10x', 17],
    ['colour:red', 0],
    ['age:10s..1s', 4],
    ['constructor:5', 0],
    ['age:>5constructor', 5],
    ['state:', 0],
    ['"no end', 0],
  ])('%j is none, and it is said where', (text, at) => {
    try {
      filterOf(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(FilterError);
      expect((error as FilterError).at).toBe(at);
    }
  });

  it('finds the state that it was written for, whatever its name', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: fc.constantFrom(...' \t",.*-:\\<a') }), (name) => {
        const model = new Model();
        const [root, first, ...others] = charts[0]?.states ?? [];
        const states = [root, { ...first, path: name }, ...others] as Chart['states'];
        model.apply({
          ...fixtureHello,
          kind: 'live',
          title: '',
          payload: false,
          charts: [{ ...(charts[0] as Chart), states }],
        });
        const opened = { id: 1, name: '', remote: '', local: '', time: 0 };
        const row = { id: 1, protocol: 0, read: 1, write: -1, also: [], readSince: 0, writeSince: 0 };
        const entry = { opened, row: { ...row, bytesIn: 0, bytesOut: 0, buffered: 0, queued: 0 } };
        const other = { ...entry, row: { ...entry.row, read: 2 } };
        const test = filterOf(filterTerm('state', name))(contextOf(model)) as (entry: unknown) => boolean;
        expect(test(entry)).toBe(true);
        if (!/[*,"]/.test(name)) expect(test(other)).toBe(false);
      }),
    );
  });

  it('is a filter or a FilterError, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          filterOf(text);
        } catch (error) {
          expect(error).toBeInstanceOf(FilterError);
        }
      }),
    );
  });
});

/** Whether others lie in this state: it has their connections too. */
const isAround = ({ states }: Chart, index: number): boolean => states.some(({ parent }) => parent === index);

async function act(what: string, which: number, { port }: World, sockets: Socket[]): Promise<void> {
  if (what === 'open') {
    sockets.push(await rawSocket(port));
    return;
  }
  const socket = sockets[which % Math.max(1, sockets.length)];
  if (socket === undefined || socket.writableEnded || socket.destroyed) return;
  if (what === 'ask') socket.write(jsonRequest('[1]'));
  else if (what === 'half') socket.write(jsonRequest('[1]').subarray(0, 30));
  else if (what === 'garbage') socket.write('\0\x02{}');
  else if (what === 'end') socket.end();
  else socket.resetAndDestroy();
}

/** How many stand in each state of the read half, as the inspector says, and as each connection does. */
function shown({ inspection }: World): readonly unknown[] {
  const { live } = inspection.history;
  const chart = live.chart(0);
  return chart === undefined ? [] : chart.states.map(({ path }, index) => [path, live.occupancy(chart)[index]]);
}

function counted({ server, inspection }: World): readonly unknown[] {
  const states = [...server.peers].map((peer) => peer.state('read'));
  return (inspection.history.live.chart(0)?.states ?? []).map(({ path }) => [
    path,
    path === '' ? states.length : states.filter((state) => state === path).length,
  ]);
}

/** What the agent has told is what there is. */
function settled({ server, inspection }: World): boolean {
  const { live } = inspection.history;
  const counts = (id: number, counted: Float64Array) =>
    String([...(live.counts.get(id) ?? [])]) === String([...counted]);
  return (
    live.open === server.peers.size &&
    (live.hello?.charts.length === 0 ||
      (counts(0, server.prepared.read.edgeCounts) && counts(1, server.prepared.write.edgeCounts)))
  );
}
