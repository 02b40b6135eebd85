import { describe, expect, it, onTestFinished } from 'vitest';
import { type Pool, pool } from '../../src/index.js';
import { lines } from '../kit/lines.js';
import { deferred } from '../kit/world.js';
import { place } from './kit.js';

function opened(all: Pool<string, string>): Pool<string, string> {
  onTestFinished(() => all.abort());
  return all;
}

describe('a pool', () => {
  it('spreads requests over its connections, and goes on with those that are left', async () => {
    const at = place();
    const hold = deferred<string>();
    await at.start(() => hold.promise);
    const all = opened(
      pool(lines(), at.network.endpoint('server'), {
        size: 3,
        timeouts: { idle: Number.POSITIVE_INFINITY },
      }),
    );
    await Promise.all(all.clients.map((client) => client.ready()));
    const replies = ['a', 'b', 'c', 'd'].map((line) => all.request(line, { safe: true }));
    await at.network.runUntilIdle();
    expect(all.clients.map(({ underWay }) => underWay.requests)).toEqual([2, 1, 1]);
    at.peers[0]?.abort();
    await at.network.runUntilIdle();
    expect(all.clients[0]?.current).toBeUndefined();
    expect(all.idlest).not.toBe(all.clients[0]);
    hold.resolve('done');
    await at.network.advanceBy(1_000);
    expect(await Promise.all(replies)).toEqual(['done', 'done', 'done', 'done']);
  });

  it('lets requests wait where no connection is open, with the client for which the fewest wait', async () => {
    const at = place();
    const all = opened(
      pool(lines(), at.network.endpoint('server'), {
        size: 2,
        timeouts: { idle: Number.POSITIVE_INFINITY },
      }),
    );
    const replies = ['a', 'b'].map((line) => all.request(line));
    expect(all.clients.map(({ underWay }) => underWay.waiting)).toEqual([1, 1]);
    await at.start();
    await at.network.advanceBy(1_000);
    expect(await Promise.all(replies)).toEqual(['a', 'b']);
  });

  it.each([0, -1, 1.5, Number.POSITIVE_INFINITY])('refuses a size of %d', (size) => {
    expect(() => pool(lines(), place().network.endpoint('server'), { size })).toThrow(
      /^size must be an integer from 1/,
    );
  });
});
