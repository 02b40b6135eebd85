import { describe, expect, it } from 'vitest';
import { chunksOf } from '../src/subjects/json-header-input.js';
import { requestReaders } from '../src/subjects/resp.js';
import { maskedText, textReaders } from '../src/subjects/websocket.js';

const sizes = [1, 3, 61, 64 * 1024];

describe.each(Object.entries(requestReaders))('the reader of RESP requests "%s"', (_, read) => {
  it('finds keys and values, however they are cut', () => {
    const sets = [
      ['key', 'value'],
      ['', '\r\n$3\r\n'],
      ['k'.repeat(300), 'ärger'],
    ] as const;
    const bytes = Buffer.from(
      sets
        .map(([key, value]) => ['SET', key, value].map((text) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`))
        .map((strings) => `*3\r\n${strings.join('')}`)
        .join(''),
    );
    for (const size of sizes) {
      const found: string[][] = [];
      read(chunksOf(bytes, size), (...set) => found.push(set.map((part) => Buffer.from(part).toString())));
      expect(found).toEqual(sets);
    }
  });
});

describe.each(Object.entries(textReaders))('the reader of WebSocket messages "%s"', (_, read) => {
  it('finds the texts, however they are cut', async () => {
    const short = ['first', '', 'ärger \u{1F430}', 'x'.repeat(300)];
    for (const size of sizes) {
      // What ws takes for a message grows with the square of its chunks: a second for 70,000 of them.
      const texts = size === 1 ? short : [...short, 'y'.repeat(70_000)];
      const bytes = Buffer.concat(texts.map((text) => maskedText(text, Buffer.from([0xf1, 2, 0x93, 4]))));
      const found: string[] = [];
      await read(chunksOf(bytes, size), (text) => found.push(text.toString()));
      expect(found).toEqual(texts);
    }
  });

  it('refuses text that is not UTF-8', async () => {
    const bad = maskedText('ärger', Buffer.alloc(4));
    bad[7] = 0x20;
    await expect(async () => read([bad], () => {})).rejects.toThrow();
  });
});
