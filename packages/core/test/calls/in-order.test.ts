/** Replies in the order of the requests: what belongs to which, and what belongs to none. */
import { describe, expect, test } from 'vitest';
import { connect, defaultTimeouts } from '../../src/index.js';
import { lines } from '../kit/lines.js';
import { deferred, failureOf, world } from '../kit/world.js';
import { inOrder, type LineReplies, told } from './kit.js';

const outcomes = (promises: readonly Promise<string>[]) =>
  Promise.all(promises.map((promise) => promise.catch(({ code, sent }) => `${code} ${sent}`)));

describe('a reply', () => {
  test('that answers another request than the one whose turn it is ends the connection, and reaches nobody', async () => {
    const { client } = await told(inOrder, (line) => (line === 'get a' ? ['b=2', 'a=1'] : []));
    expect(await outcomes(['get a', 'get b', 'get c'].map((line) => client.request(line)))).toEqual([
      'reply-mismatch maybe',
      'reply-mismatch maybe',
      'reply-mismatch maybe',
    ]);
    expect(await client.closed).toMatchObject({ by: 'remote', error: { code: 'reply-mismatch' } });
    expect(await failureOf(client.request('get d'))).toMatchObject({ code: 'reply-mismatch', sent: 'no' });
  });

  test('to nothing ends the connection', async () => {
    const { client, network } = await told(inOrder, (line) => (line === 'none' ? ['a=1'] : []));
    await client.send('none');
    await network.runUntilIdle();
    expect(await client.closed).toMatchObject({ by: 'remote', error: { code: 'reply-mismatch' } });
  });

  test('that was given twice is not taken for that of the next request', async () => {
    const { client } = await told(inOrder, (line) => (line === 'get a' ? ['a=1', 'a=1'] : ['b=2']));
    expect(await outcomes(['get a', 'get b'].map((line) => client.request(line)))).toEqual([
      'a=1',
      'reply-mismatch maybe',
    ]);
  });
});

describe('what nobody has asked for', () => {
  test('counts for no request, and comes from the iterator', async () => {
    const { client } = await told(inOrder, (line) => ['!before', `${line.slice(4)}=1`, '!after']);
    expect(await Promise.all([client.request('get a'), client.request('get b')])).toEqual(['a=1', 'b=1']);
    const messages = client[Symbol.asyncIterator]();
    expect([(await messages.next()).value, (await messages.next()).value]).toEqual(['!before', '!after']);
  });
});

describe('a request of several replies', () => {
  test('has as many as it expects, and the next request has its own', async () => {
    const { client } = await told(inOrder, (line) => (line === 'get a' ? ['a=1'] : ['x', 'y', 'z']));
    const many: string[] = [];
    const stream = client.stream('many 3');
    const next = client.request('get a');
    for await (const reply of stream) many.push(reply);
    expect(many).toEqual(['x', 'y', 'z']);
    expect(await next).toBe('a=1');
  });

  test('asked for one gives the last', async () => {
    const { client } = await told(inOrder, () => ['x', 'y', 'z']);
    expect(await client.request('many 3')).toBe('z');
  });

  test('of no known number lasts until its end', async () => {
    const { client } = await told(inOrder, (line) => (line === 'get a' ? ['a=1'] : ['x', 'y', 'end']));
    const stream = client.stream('all');
    const next = client.request('get a');
    expect((await stream.next()).value).toBe('x');
    expect(await next).toBe('a=1');
    expect([await stream.next(), await stream.next(), await stream.next()]).toEqual([
      { done: false, value: 'y' },
      { done: false, value: 'end' },
      { done: true, value: undefined },
    ]);
  });

  test('that was left still consumes its replies', async () => {
    const { client } = await told(inOrder, (line) => (line === 'get a' ? ['a=1'] : ['x', 'y', 'z']));
    for await (const reply of client.stream('many 3')) if (reply === 'x') break;
    expect(await client.request('get a')).toBe('a=1');
  });

  test('is not read on while nobody takes its replies, unless somebody waits for something else', async () => {
    const { client, network } = await told(inOrder, (line) =>
      line === 'get a' ? ['a=1'] : Array.from({ length: 500 }, (_, i) => String(i)),
    );
    const stream = client.stream('many 500');
    await network.runUntilIdle();
    const next = client.request('get a');
    expect(await next).toBe('a=1');
    let taken = 0;
    for await (const reply of stream) expect(reply).toBe(String(taken++));
    expect(taken).toBe(500);
  });

  test('that is broken off throws after those that came', async () => {
    const { client } = await told(inOrder, (_, peer) => {
      peer.send('x');
      peer.finish();
      return [];
    });
    const stream = client.stream('many 3');
    expect((await stream.next()).value).toBe('x');
    expect(await failureOf(stream.next())).toMatchObject({ code: 'closed-before-reply', sent: 'maybe' });
  });
});

describe('a quiet message', () => {
  test('has no reply as a rule, and those after it have theirs', async () => {
    const { client } = await told(inOrder, (line) => (line.startsWith('get') ? [`${line.slice(4)}=1`] : []));
    for (let i = 0; i < 100; i++) void client.send('quiet');
    expect(await client.request('get a')).toBe('a=1');
    expect(client.underWay).toEqual({ requests: 0, unasked: 0 });
  });

  test('that is answered after all takes the answer itself', async () => {
    const events: unknown[] = [];
    const { client } = await told(inOrder, (line) => (line === 'quiet' ? ['error'] : [`${line.slice(4)}=1`]), {
      onEvent: (event) => void events.push(event),
    });
    void client.send('quiet');
    void client.send('quiet');
    expect(await Promise.all(['get a', 'get b', 'get c'].map((line) => client.request(line)))).toEqual([
      'a=1',
      'b=1',
      'c=1',
    ]);
    expect(events).toEqual([
      { type: 'reply', message: 'error', request: 'quiet' },
      { type: 'reply', message: 'error', request: 'quiet' },
    ]);
  });

  test('is no request', async () => {
    const { client } = await told(inOrder, () => []);
    expect(await failureOf(client.request('quiet'))).toMatchObject({ blame: 'local', code: 'no-reply', sent: 'no' });
    expect(await failureOf(client.request('none'))).toMatchObject({ blame: 'local', code: 'no-reply', sent: 'no' });
  });
});

describe('a request that nobody waits for', () => {
  test('consumes its reply', async () => {
    const gate = deferred();
    const { client, network } = await told(inOrder, (line, peer) => {
      if (line !== 'get slow') return [`${line.slice(4)}=1`];
      void gate.promise.then(() => {
        peer.send('slow=1');
        peer.send('a=1');
      });
      return [];
    });
    const controller = new AbortController();
    const slow = failureOf(client.request('get slow', { signal: controller.signal }));
    controller.abort('impatient');
    expect(await slow).toBe('impatient');
    await network.runUntilIdle();
    const next = client.request('get a');
    gate.resolve();
    expect(await next).toBe('a=1');
  });

  test('sent without waiting has its replies told as events', async () => {
    const events: unknown[] = [];
    const { client } = await told(inOrder, (line) => [`${line.slice(4)}=1`], {
      onEvent: (event) => void events.push(event),
    });
    await client.send('get a');
    expect(await client.request('get b')).toBe('b=1');
    expect(events).toEqual([{ type: 'reply', message: 'a=1', request: 'get a' }]);
  });
});

test('news that nobody takes do not keep a request from its reply', async () => {
  // 64 is where the iterator is full.
  const { client } = await told(inOrder, () => [...Array.from({ length: 65 }, (_, i) => `!${i}`), 'a=1']);
  expect(await client.request('get a')).toBe('a=1');
  expect(client.underWay).toEqual({ requests: 0, unasked: 65 });
});

test('more news than waitingMessages, with a request that waits, end the connection by that name', async () => {
  const { client } = await told(inOrder, () => [...Array.from({ length: 101 }, (_, i) => `!${i}`), 'a=1'], {
    limits: { waitingMessages: 100 },
  });
  const error = await failureOf(client.request('get a'));
  expect(error).toMatchObject({ blame: 'local', code: 'limit-waiting-messages' });
  expect((error as Error).message).toContain('waitingMessages is 100');
});

describe('an error says whether the request may have reached the remote', () => {
  test('no, where no byte of it was given to the transport', async () => {
    const network = world({ receiveBuffer: 100, highWater: 100 });
    await network.endpoint('server').listen((transport) => {
      transport.start({ data() {}, end() {}, drain() {}, error() {}, close() {} });
      transport.pause();
    });
    const client = await connect(lines(), network.endpoint('server'));
    // The first fills the transport, which asks to wait: the second stays here.
    const first = client.request('x'.repeat(500)).catch((error: unknown) => error);
    await network.runUntilIdle();
    const second = client.request('y').catch((error: unknown) => error);
    await network.advanceBy(defaultTimeouts.write);
    expect(await first).toMatchObject({ code: 'timeout-write', sent: 'maybe' });
    expect(await second).toMatchObject({ code: 'timeout-write', sent: 'no' });
  });

  test('no, when the connection was over before, and by whom it was ended', async () => {
    const { client } = await told(inOrder, (_, peer) => {
      peer.finish();
      return [];
    });
    await client.send('none');
    expect(await client.closed).toEqual({ by: 'remote', error: undefined });
    expect(await failureOf(client.request('get a'))).toMatchObject({
      blame: 'remote',
      code: 'connection-ended',
      sent: 'no',
      message: expect.stringMatching(/the remote has ended the connection: \d+ ms before/),
    });
  });
});

describe('a protocol whose functions fail', () => {
  // Each of them would leave a reply over, for the next request to take.
  test.each<[string, Partial<LineReplies>]>([
    ['`sent` throws', { by: 'order', sent: throwing('get a') }],
    ['the key of a request is not to be had again', { by: 'key', requestKey: once(), replyKey: (line) => line[0] }],
  ])(
    '%s, when the message has gone out: the connection ends, and nobody gets the reply to another',
    async (_, rules) => {
      const { client } = await told(
        () => rules as LineReplies,
        (line) => [`${line.slice(4)}=1`],
      );
      expect(await outcomes(['get a', 'get b'].map((line) => client.request(line)))).toEqual([
        'handler-threw maybe',
        'handler-threw no',
      ]);
      expect(await client.closed).toMatchObject({ by: 'local', error: { code: 'handler-threw' } });
    },
  );

  test('`sent` throws of what has no reply', async () => {
    const { client } = await told(
      () => ({ ...inOrder(), sent: throwing('none') }),
      () => [],
    );
    expect(await failureOf(client.send('none'))).toMatchObject({ code: 'handler-threw', sent: 'maybe' });
  });

  test.each([Number.NaN, -1, 1.5, 'many', null])('`expects` gives %s: nothing is sent', async (expects) => {
    const asked: string[] = [];
    const { client } = await told(
      () => ({ by: 'order', expects: () => expects as number }),
      (line) => {
        asked.push(line);
        return [line];
      },
    );
    const outcome = await client.request('get a').catch(({ code, sent }) => `${code} ${sent}`);
    expect([outcome, asked]).toEqual(expects === null ? ['get a', ['get a']] : ['encode-failed no', []]);
  });

  test.each(['replies', undefined, 5])('`answers` gives %s: the connection ends', async (answer) => {
    const { client } = await told(
      () => ({ by: 'order', answers: () => answer as 'reply' }),
      (line) => [line],
    );
    expect(await failureOf(client.request('get a'))).toMatchObject({ code: 'handler-threw', sent: 'maybe' });
  });

  test('`by` is none of the two ways: there is no client', async () => {
    const wrong = told(
      () => ({ by: 'turn' }) as never,
      () => [],
    );
    await expect(wrong).rejects.toMatchObject({ code: 'handler-threw' });
  });
});

test.each([Number.NaN, -1, '5', null])('a time-out of %s is refused, and nothing is sent', async (timeout) => {
  const asked: string[] = [];
  const { client } = await told(inOrder, (line) => {
    asked.push(line);
    return ['a=1'];
  });
  expect(await failureOf(client.request('get a', { timeout: timeout as number }))).toBeInstanceOf(RangeError);
  expect(() => client.stream('get a', { timeout: timeout as number })).toThrow(RangeError);
  expect([await client.request('get a'), asked]).toEqual(['a=1', ['get a']]);
});

function throwing(of: string): (request: string) => void {
  return (request) => {
    if (request === of) throw new Error('oops');
  };
}

/** Gives a key as often as one is asked for before the message goes out, and throws then. */
function once(): (request: string) => string {
  let times = 0;
  return (request) => {
    times += 1;
    if (times > 2) throw new Error('oops');
    return request;
  };
}

test('a request in the same breath as the end of the connection hears why it ended', async () => {
  const { client } = await told(inOrder, () => []);
  const closed = client.abort(new Error('enough'));
  expect(await failureOf(client.request('get a'))).toMatchObject({ code: 'aborted', sent: 'no' });
  expect(await failureOf(client.send('none'))).toMatchObject({ code: 'aborted', sent: 'no' });
  await closed;
});

test('an iterator that is left while it waits is over, and leaves the next message to another', async () => {
  const { client } = await told(inOrder, (line) => [`!${line}`, `${line.slice(4)}=1`]);
  const left = client[Symbol.asyncIterator]();
  const other = client[Symbol.asyncIterator]();
  const pending = [left.next(), other.next(), left.next()];
  await left.return?.();
  expect([await pending[0], await pending[2], await left.next()]).toEqual(
    Array(3).fill({ done: true, value: undefined }),
  );
  await client.request('get a');
  expect(await pending[1]).toEqual({ done: false, value: '!get a' });
});
