import { describe, expect, it } from 'vitest';
import { frameReaders, lineReaders } from '../src/subjects/framings.js';
import { chunksOf } from '../src/subjects/json-header-input.js';

const sizes = [1, 3, 61, 64 * 1024];

describe.each(Object.entries(lineReaders))('the line reader "%s"', (_, read) => {
  it('finds the lines, however they are cut', async () => {
    const lines = ['first', '', 'ärger \u{1F430} \uFFFD', 'x'.repeat(500), 'last'];
    const bytes = Buffer.from(`${lines.join('\n')}\n`.replace('first\n', 'first\r\n'));
    for (const size of sizes) {
      const found: string[] = [];
      await read(chunksOf(bytes, size), (line) => found.push(line));
      expect(found).toEqual(lines);
    }
  });
});

describe.each(['ours', 'by hand'])('the line reader "%s"', (name) => {
  it.each([
    ['bytes that are not UTF-8', Buffer.from([0x61, 0xff, 0x0a])],
    ['a line that is too long', Buffer.from(`${'x'.repeat(64 * 1024 + 1)}\n`)],
    ['an end without a line feed', Buffer.from('last')],
  ])('refuses %s', async (_, bytes) => {
    for (const size of [7, 128 * 1024]) {
      await expect(async () => lineReaders[name]?.(chunksOf(bytes, size), () => {})).rejects.toThrow();
    }
  });
});

it.each(['ours', 'by hand'])(
  'the line reader "%s" tells of the lines before the one that is not UTF-8',
  async (name) => {
    const found: string[] = [];
    const bytes = Buffer.from([0x61, 0x0a, 0x62, 0x0a, 0xff, 0x0a]);
    await expect(async () => lineReaders[name]?.([bytes], (line) => found.push(line))).rejects.toThrow();
    expect(found).toEqual(['a', 'b']);
  },
);

describe.each(Object.entries(frameReaders))('the frame reader "%s"', (_, read) => {
  it('finds the frames, however they are cut', async () => {
    const lengths = [60, 1, 300, 60];
    const bytes = Buffer.concat(lengths.map((length) => framed(length)));
    for (const size of sizes) {
      const found: number[] = [];
      await read(chunksOf(bytes, size), ({ byteLength }) => found.push(byteLength));
      expect(found).toEqual(lengths);
    }
  });
});

describe.each(['ours', 'by hand', 'it-length-prefixed'])('the frame reader "%s"', (name) => {
  it.each([
    ['a frame that is too long', Buffer.from([1, 0, 0, 1, 0])],
    ['an end inside a frame', framed(60).subarray(0, 63)],
    ['an end inside a length', framed(60).subarray(0, 3)],
  ])('refuses %s', async (_, bytes) => {
    await expect(async () => frameReaders[name]?.(chunksOf(bytes, 7), () => {})).rejects.toThrow();
  });
});

function framed(length: number): Buffer {
  const frame = Buffer.alloc(4 + length, 'x');
  frame.writeUInt32BE(length);
  return frame;
}
