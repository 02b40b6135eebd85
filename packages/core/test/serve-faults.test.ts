/** What goes wrong in an application, and whom it concerns. */
import { describe, expect, test, vi } from 'vitest';
import {
  type Client,
  connect,
  type Handler,
  RemoteError,
  type ServeOptions,
  serve,
  type WirechartError,
} from '../src/index.js';
import { lines } from './kit/lines.js';
import { failureOf, world } from './kit/world.js';

const thrown = new Error('a mistake in the handler');

/** A server, a client that is about to suffer, and one that was connected all along. */
async function served(handler: Handler<string, string>, options: ServeOptions<string, string> = {}) {
  const network = world();
  const errors: WirechartError[] = [];
  const server = await serve(lines(), handler, network.endpoint('server'), {
    onError: (error) => void errors.push(error),
    ...options,
  });
  const bystander = await connect(lines(), network.endpoint('server'));
  const client = await connect(lines(), network.endpoint('server'));
  return { network, server, errors, client, bystander };
}

async function expectUndisturbed(bystander: Client<string, string>) {
  expect(await bystander.request('still there?')).toBe('still there?');
}

describe('a handler that fails', () => {
  const failing: [string, Handler<string, string>][] = [
    [
      'throws',
      (line) => {
        if (line === 'fail') throw thrown;
        return line;
      },
    ],
    ['rejects', async (line) => (line === 'fail' ? Promise.reject(thrown) : line)],
    [
      'throws in a generator',
      function* (line) {
        yield line;
        if (line === 'fail') throw thrown;
      },
    ],
    [
      'throws in an async generator',
      async function* (line) {
        yield line;
        if (line === 'fail') throw thrown;
      },
    ],
  ];
  for (const [how, handler] of failing) {
    test(`(${how}) has its connection reset, with the exception as the cause, and no other`, async () => {
      const { client, bystander, errors } = await served(handler);
      void client.request('fail').catch(() => {});
      await client.closed;
      expect(await failureOf(client.request('more'))).toMatchObject({ code: 'ECONNRESET', blame: 'transport' });
      expect(errors).toMatchObject([{ blame: 'local', code: 'handler-threw', cause: thrown }]);
      await expectUndisturbed(bystander);
    });
  }

  test('with an error that blames somebody else is blamed all the same', async () => {
    const elsewhere = new RemoteError('truncated', 'an upstream server did wrong');
    elsewhere.locate({ half: 'read', state: 'elsewhere', offset: 99 });
    const { client, errors } = await served(async () => Promise.reject(elsewhere));
    void client.request('fail').catch(() => {});
    await client.closed;
    expect(errors).toMatchObject([{ blame: 'local', code: 'handler-threw', cause: elsewhere }]);
    expect(errors[0]?.state).not.toBe('elsewhere');
  });

  test('with a reply that cannot be written says so', async () => {
    const { client, bystander, errors } = await served((line) => (line === 'fail' ? 'unencodable' : line));
    void client.request('fail').catch(() => {});
    await client.closed;
    expect(errors).toMatchObject([{ blame: 'local', code: 'encode-failed' }]);
    await expectUndisturbed(bystander);
  });
});

describe('a callback that throws is a mistake like a handler that does', () => {
  const throwing = () => {
    throw thrown;
  };

  test('onConnection', async () => {
    const network = world();
    const errors: WirechartError[] = [];
    let connections = 0;
    const server = await serve(lines(), (line) => line, network.endpoint('server'), {
      onConnection: () => {
        connections += 1;
        if (connections === 2) throwing();
      },
      onError: (error) => void errors.push(error),
    });
    const bystander = await connect(lines(), network.endpoint('server'));
    const client = await connect(lines(), network.endpoint('server'));
    await client.closed;
    expect(errors).toMatchObject([{ blame: 'local', code: 'handler-threw', cause: thrown }]);
    await expectUndisturbed(bystander);
    await bystander.close();
    await server.close();
  });

  test('onEvent', async () => {
    const { client, bystander, errors } = await served((line) => line, {
      onEvent: ({ type }) => {
        if (type === 'end') throwing();
      },
    });
    client.finish();
    await client.closed;
    expect(errors).toMatchObject([{ code: 'handler-threw', cause: thrown }]);
    await expectUndisturbed(bystander);
  });

  test('onEvent when there is nothing left to reset', async () => {
    const { client, bystander, errors } = await served((line) => line, {
      onEvent: ({ type }) => {
        if (type === 'closed') throwing();
      },
    });
    await client.close();
    expect(errors).toMatchObject([{ code: 'handler-threw', cause: thrown }]);
    await expectUndisturbed(bystander);
  });

  test('onError, which is printed, since nobody is left to be told', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => {});
    try {
      const { client, bystander, server, network } = await served(throwing, { onError: throwing });
      void client.request('fail').catch(() => {});
      await client.closed;
      await network.runUntilIdle();
      expect(print.mock.calls).toEqual([[thrown]]);
      expect(server.peers.size).toBe(1);
      expect(bystander.state('read')).toBe('awaiting-line');
    } finally {
      print.mockRestore();
    }
  });

  test('onEvent of a client', async () => {
    const network = world();
    const server = await serve(lines(), (line) => line, network.endpoint('server'));
    const client = await connect(lines(), network.endpoint('server'), {
      onEvent: ({ type }) => {
        if (type === 'end') throwing();
      },
    });
    expect(await client.request('one')).toBe('one');
    await server.close();
    await client.closed;
    expect(await failureOf(client.request('two'))).toMatchObject({
      blame: 'local',
      code: 'handler-threw',
      cause: thrown,
    });
  });
});

describe('a remote that does wrong', () => {
  test('has its own connection ended, and no other', async () => {
    const { client, bystander, errors, network, server } = await served((line) => line);
    expect(await failureOf(client.request('bad'))).toBeInstanceOf(RemoteError);
    await client.closed;
    await network.runUntilIdle();
    expect(errors).toMatchObject([
      { blame: 'remote', code: 'protocol-violation', half: 'read', state: 'awaiting-line', offset: 1 },
    ]);
    expect(server.peers.size).toBe(1);
    await expectUndisturbed(bystander);
  });

  test('is told to onError with its peer', async () => {
    const seen: [string, string | undefined][] = [];
    const { client } = await served((line) => line, {
      onError: (error, peer) => void seen.push([error.code, peer?.state('read')]),
    });
    await failureOf(client.request('bad'));
    expect(seen).toEqual([['protocol-violation', 'failed']]);
  });
});

describe('the limit connections', () => {
  test('resets one more than it allows, and says so by its name and value', async () => {
    const network = world();
    const errors: [WirechartError, unknown][] = [];
    const server = await serve(lines(), (line) => line, network.endpoint('server'), {
      connections: 2,
      onError: (error, peer) => void errors.push([error, peer]),
    });
    const open = [
      await connect(lines(), network.endpoint('server')),
      await connect(lines(), network.endpoint('server')),
    ];
    const refused = await connect(lines(), network.endpoint('server'));
    await refused.closed;
    expect(errors).toMatchObject([[{ blame: 'local', code: 'limit-connections' }, undefined]]);
    expect(errors[0]?.[0].message).toContain('limit connections is 2');
    expect(server.peers.size).toBe(2);
    expect(await Promise.all(open.map((client) => client.request('x')))).toEqual(['x', 'x']);
    await open[0]?.close();
    const again = await connect(lines(), network.endpoint('server'));
    expect(await again.request('y')).toBe('y');
  });

  for (const connections of [0, -1, 1.5, Number.NaN]) {
    test(`must not be ${connections}`, async () => {
      const network = world();
      expect(
        await failureOf(serve(lines(), (line) => line, network.endpoint('server'), { connections })),
      ).toBeInstanceOf(RangeError);
    });
  }
});
