/** What one command may cost, whatever a client makes of it. */
import { connect, serve } from '@wirechart/core';
import { ErrorReply, respClient, respServer } from '@wirechart/protocols/resp';
import { simulatedNetwork } from '@wirechart/transport-memory';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { globTest } from '../src/glob.js';
import { grown } from '../src/grow.js';
import { respService } from '../src/index.js';

async function started() {
  const endpoint = simulatedNetwork({ seed: 1 }).endpoint('server');
  const { handler, onEvent } = respService({ now: () => 0 });
  await serve(respServer(), handler, endpoint, { onEvent });
  return connect(respClient({ bulk: 'text' }), endpoint);
}

describe('a pattern', () => {
  test('that goes back to its stars again and again is refused', async () => {
    const client = await started();
    await client.request(['SET', 'a'.repeat(100_000), '']);
    const reply = await client.request(['KEYS', `*${'a'.repeat(50_000)}b`]);
    expect(reply).toEqual(new ErrorReply('ERR the pattern takes too long'));
    expect(await client.request(['KEYS', `${'*a'.repeat(1_000)}*b`])).toEqual([]);
    expect(await client.request(['PING'])).toBe('PONG');
  });

  test('of honest length is none of those, over many keys', () => {
    const isLike = globTest('*user:*:name*');
    for (let i = 0; i < 100_000; i++) expect(isLike(`app:user:${i}:mail`)).toBe(false);
  });
});

describe('a string that is appended to', () => {
  test('is what was appended, and what was seen of it before stays as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), (parts) => {
        const seen: { readonly bytes: Uint8Array; readonly copy: Buffer }[] = [];
        let whole: Uint8Array = new Uint8Array(0);
        for (const part of parts) {
          whole = grown(whole, part);
          seen.push({ bytes: whole, copy: Buffer.from(whole) });
        }
        expect(Buffer.from(whole)).toEqual(Buffer.concat(parts));
        for (const { bytes, copy } of seen) expect(Buffer.from(bytes)).toEqual(copy);
      }),
    );
  });

  test('is copied seldom', () => {
    const copies = new Set<ArrayBufferLike>();
    let whole: Uint8Array = new Uint8Array(0);
    for (let i = 0; i < 100_000; i++) {
      whole = grown(whole, Uint8Array.of(1));
      copies.add(whole.buffer);
    }
    expect(whole).toHaveLength(100_000);
    expect(copies.size).toBeLessThan(20);
  });

  test('is replied as it was when it was asked for', async () => {
    const client = await started();
    const replies = ['a', 'b', 'c'].flatMap((part) => [
      client.request(['APPEND', 'k', part]),
      client.request(['GET', 'k']),
    ]);
    expect(await Promise.all(replies)).toEqual([1, 'a', 2, 'ab', 3, 'abc']);
  });
});

test('a connection listens to so many channels and no more', async () => {
  const client = await started();
  const channels = (count: number, from: number) => Array.from({ length: count }, (_, n) => String(from + n));
  await client.request(['SUBSCRIBE', ...channels(9_999, 0)]);
  await expect(client.request(['SUBSCRIBE', ...channels(2, 9_999)])).rejects.toThrow(/10000 channels/);
  await client.request(['SUBSCRIBE', ...channels(1, 9_999)]);
});
