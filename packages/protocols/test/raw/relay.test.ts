/** Two connections joined: bytes, ends, failures and back-pressure go through. */
import {
  bytes,
  type Client,
  connect,
  defineProtocol,
  type HalfInput,
  type Peer,
  type Relayed,
  relay,
  serve,
  type WirechartError,
} from '@wirechart/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emit, setup } from 'xstate';
import { type NetworkOptions, randomSizes, simulatedNetwork } from '../../../transport-memory/src/index.js';
import { tunnel } from '../../src/raw/index.js';

type Bytes = Uint8Array;
/** As much as an engine holds before it says to wait. */
const PIECE = new Uint8Array(65_536);
const PIECES = 256;
const MOST_UNDER_WAY = 16;
const text = (bytes: Bytes) => Buffer.from(bytes).toString('latin1');

interface Upstream {
  peer: Peer<Bytes, Bytes> | undefined;
  bytes: string;
  length: number;
  readonly events: string[];
  error: WirechartError | undefined;
  onWritable: () => void;
}

/** A client, a relay and an upstream server, with what the server has seen. */
async function relayed(options: NetworkOptions = {}, answer: () => Promise<undefined> | undefined = () => undefined) {
  const network = simulatedNetwork(options);
  const upstream: Upstream = { peer: undefined, bytes: '', length: 0, events: [], error: undefined, onWritable() {} };
  await serve(
    tunnel(),
    (bytes) => {
      if (bytes.length < PIECE.length) upstream.bytes += text(bytes);
      upstream.length += bytes.length;
      return answer();
    },
    network.endpoint('upstream'),
    {
      onConnection: (peer) => {
        upstream.peer = peer;
      },
      onEvent: ({ type }) => {
        if (type === 'writable') upstream.onWritable();
        else upstream.events.push(type);
      },
      onError: (error) => {
        upstream.error = error;
      },
    },
  );
  let report: Promise<Relayed> | undefined;
  let inner: Client<Bytes, Bytes> | undefined;
  const relayServer = await serve(
    tunnel(),
    () => {
      throw new Error('the relay takes all bytes');
    },
    network.endpoint('relay'),
    {
      onConnection: (peer) => {
        if (inner !== undefined) report = relay(peer, inner);
      },
      onError: () => {},
    },
  );
  inner = await connect(tunnel(), network.endpoint('upstream'));
  const client = await connect(tunnel(), network.endpoint('relay'));
  await network.runUntilIdle();
  return { network, client, upstream, relayServer, report: () => report as Promise<Relayed>, inner };
}

/** One byte is asked for and answered; after that, bytes. */
const handshake = defineProtocol<Bytes>({
  name: 'handshake',
  read: setup({
    types: { input: {} as HalfInput, events: {} as { readonly type: string; readonly value: Bytes } },
  }).createMachine({
    id: 'handshake',
    initial: 'asking',
    on: { reset: '.failed', malformed: '.failed' },
    states: {
      asking: {
        meta: { need: bytes(1) },
        on: { bytes: { target: 'asked', actions: emit(({ event }) => ({ type: 'message', message: event.value })) } },
      },
      asked: { on: { responded: 'agreed' } },
      agreed: { type: 'final' },
      failed: { type: 'final' },
    },
  }),
  encode: (reply, out) => out.bytes(reply),
  next: { agreed: tunnel() },
});

async function textOf(client: AsyncIterable<Bytes>): Promise<string> {
  let received = '';
  for await (const bytes of client) received += text(bytes);
  return received;
}

describe('a relay', () => {
  test('passes the end of each direction on by itself: the client ends first and still gets its answer', async () => {
    const { network, client, upstream, report } = await relayed();
    await client.send(Buffer.from('question'));
    client.finish();
    await network.runUntilIdle();
    expect([upstream.bytes, upstream.events]).toEqual(['question', ['end']]);
    upstream.peer?.send(Buffer.from('answer'));
    upstream.peer?.finish();
    expect(await textOf(client)).toBe('answer');
    expect(await report()).toEqual({ forth: 8, back: 6, error: undefined });
    await client.closed;
  });

  test('the server ends first, and still gets the rest of the question', async () => {
    const { network, client, upstream, report } = await relayed();
    upstream.peer?.send(Buffer.from('no more'));
    upstream.peer?.finish();
    expect(await textOf(client)).toBe('no more');
    await client.send(Buffer.from('late'));
    client.finish();
    await network.runUntilIdle();
    expect([upstream.bytes, upstream.events]).toEqual(['late', ['end', 'closed']]);
    expect(await report()).toEqual({ forth: 4, back: 7, error: undefined });
  });

  test('passes on what had arrived, and had ended, before it began', async () => {
    const network = simulatedNetwork();
    await serve(tunnel(), () => undefined, network.endpoint('upstream'), {
      onConnection: (peer) => {
        peer.send(Buffer.from('welcome'));
        peer.finish();
      },
    });
    const inner = await connect(tunnel(), network.endpoint('upstream'));
    await network.runUntilIdle();
    await serve(tunnel(), () => undefined, network.endpoint('relay'), {
      onConnection: (peer) => void relay(peer, inner),
    });
    const client = await connect(tunnel(), network.endpoint('relay'));
    expect(await textOf(client)).toBe('welcome');
    await client.close();
    await inner.closed;
  });

  test.each([
    ['says two things and ends', ['welcome ', 'and good-bye']],
    ['just ends', []],
  ])('waits with all that a target does that %s, until the reply to the handshake is out', async (_, said) => {
    const network = simulatedNetwork();
    const target = await serve(tunnel(), () => undefined, network.endpoint('upstream'), {
      onConnection: (peer) => {
        for (const one of said) peer.send(Buffer.from(one));
        peer.finish();
      },
    });
    let reply!: (bytes: Bytes) => void;
    const replied = new Promise<Bytes>((resolve) => {
      reply = resolve;
    });
    await serve(
      handshake,
      async (_, peer) => {
        void relay(peer, await connect(tunnel(), network.endpoint('upstream')));
        return replied;
      },
      network.endpoint('relay'),
    );
    const client = await connect(tunnel(), network.endpoint('relay'));
    await client.send(Buffer.from('!and more'));
    await network.runUntilIdle();
    expect(target.peers.size).toBe(1);
    reply(Buffer.from('go: '));
    expect(await textOf(client)).toBe(`go: ${said.join('')}`);
    await client.close();
  });

  test.each(['the client', 'the server'])('resets the other side when %s is reset', async (who) => {
    const { network, client, upstream, report } = await relayed();
    await client.send(Buffer.from('question'));
    await network.runUntilIdle();
    if (who === 'the client') await client.abort('enough');
    else upstream.peer?.abort('enough');
    await network.runUntilIdle();
    expect(await report()).toMatchObject({ forth: 8, back: 0, error: { code: 'ECONNRESET' } });
    const failure =
      who === 'the client' ? upstream.error : await textOf(client).catch((error: WirechartError) => error);
    expect(failure).toMatchObject({ blame: 'transport', code: 'ECONNRESET' });
  });

  test('a relay that is shut down closes both sides in order', async () => {
    const { network, client, upstream, relayServer, report } = await relayed();
    await client.send(Buffer.from('question'));
    await network.runUntilIdle();
    const closed = relayServer.close();
    expect(await textOf(client)).toBe('');
    await client.close();
    await network.runUntilIdle();
    upstream.peer?.finish();
    await closed;
    expect([upstream.bytes, upstream.events, (await report()).error]).toEqual([
      'question',
      ['end', 'closed'],
      undefined,
    ]);
  });

  test('does not read the client while the server does not read', async () => {
    let open!: (nothing: undefined) => void;
    const gate = new Promise<undefined>((resolve) => {
      open = resolve;
    });
    const { network, client, upstream } = await relayed({}, () => gate);
    let sent = 0;
    const sending = (async () => {
      for (; sent < PIECES; sent++) await client.send(PIECE);
    })();
    await network.runUntilIdle();
    // What fits into the memory of three engines and two connections of the network.
    expect(sent).toBeLessThan(MOST_UNDER_WAY);
    open(undefined);
    await network.runUntilIdle();
    await sending;
    expect(upstream.length).toBe(PIECES * PIECE.length);
  });

  test('does not read the server while the client does not read', async () => {
    const { network, client, upstream } = await relayed();
    let sent = 0;
    const fill = () => {
      while (sent < PIECES) {
        sent += 1;
        if (!upstream.peer?.send(PIECE)) return;
      }
      upstream.peer?.finish();
    };
    upstream.onWritable = fill;
    fill();
    await network.runUntilIdle();
    // The client's engine holds 64 messages for a reader.
    expect(sent).toBeLessThan(64 + MOST_UNDER_WAY);
    let received = 0;
    for await (const bytes of client) received += bytes.length;
    expect(received).toBe(PIECES * PIECE.length);
  });

  test('any bytes both ways, however the network cuts them, arrive whole and in order', async () => {
    const piece = fc.uint8Array({ minLength: 1, maxLength: 3000 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 8 }),
        fc.array(piece, { maxLength: 8 }),
        fc.nat(),
        async (forth, back, seed) => {
          const { network, client, upstream, report } = await relayed({ seed, chunking: randomSizes(seed) });
          const received: Bytes[] = [];
          const reading = (async () => {
            for await (const bytes of client) received.push(bytes);
          })();
          for (const bytes of forth) await client.send(bytes);
          for (const bytes of back) upstream.peer?.send(bytes);
          client.finish();
          upstream.peer?.finish();
          await network.runUntilIdle();
          await reading;
          expect(Buffer.concat(received)).toEqual(Buffer.concat(back));
          expect(upstream.bytes).toBe(forth.map(text).join(''));
          expect(await report()).toMatchObject({ forth: Buffer.concat(forth).length, error: undefined });
        },
      ),
      { numRuns: 40 },
    );
  });
});
