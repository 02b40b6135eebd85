import { fromCallbacks } from '@wirechart/fuzz';
import type { Planted } from './planted.js';

const FRAMES = ['\x05hello\x02ab\x01c', '\x03abc\x03def'];

export const memoryFaults: Planted[] = [
  {
    fault: 'chunk kept and read later',
    found: 'keeps-input',
    corpus: FRAMES,
    open: (faulty) =>
      frames<string>(
        (payload) => payload.toString('latin1'),
        (chunk) => (faulty ? chunk : Buffer.from(chunk)),
      ),
  },
  {
    fault: 'unmasked in the memory of the caller',
    found: 'changes-input',
    corpus: FRAMES,
    open: (faulty) =>
      fromCallbacks<Buffer>(
        (message) => (chunk) => {
          const bytes = faulty ? chunk : Buffer.from(chunk);
          for (const [at, byte] of bytes.entries()) bytes[at] = byte ^ 0x20;
          message(Buffer.from(bytes));
        },
        bytesAsPieces,
      ),
  },
  {
    fault: 'message that is a view of the chunk',
    found: 'aliases-input',
    corpus: FRAMES,
    open: (faulty) =>
      frames<Buffer>(
        (payload) => (faulty ? payload : Buffer.from(payload)),
        (chunk) => chunk,
      ),
  },
  {
    fault: 'output buffer that is used again',
    found: 'changes-output',
    corpus: FRAMES,
    open: (faulty) => {
      return fromCallbacks<Uint8Array>((message) => {
        const output = Buffer.alloc(16);
        return (chunk) => {
          for (const byte of chunk) {
            output[0] = byte;
            message(faulty ? output.subarray(0, 1) : Uint8Array.of(byte));
          }
        };
      });
    },
  },
  {
    fault: 'view made from the whole memory behind a chunk',
    found: 'reads-outside',
    corpus: FRAMES,
    open: (faulty) =>
      fromCallbacks<number>((message) => {
        let sum = 0;
        return {
          write: (chunk: Buffer) => {
            const bytes = faulty ? new Uint8Array(chunk.buffer) : chunk;
            for (const byte of bytes) sum += byte;
          },
          end: () => message(sum),
        };
      }),
  },
];

const bytesAsPieces = { canonical: { piece: (data: Buffer) => ({ of: 'bytes', data }) } };

/** Frames of one byte of length and so many bytes; chunks are kept in the way that `keep` says until they are used up. */
function frames<Message>(give: (payload: Buffer) => Message, keep: (chunk: Buffer) => Buffer) {
  return fromCallbacks<Message>((message) => {
    let rest: Buffer = Buffer.alloc(0);
    return (chunk) => {
      const kept = keep(chunk);
      rest = rest.length === 0 ? kept : Buffer.concat([rest, kept]);
      while (rest.length > 0 && rest.length > (rest[0] ?? 0)) {
        const end = 1 + (rest[0] ?? 0);
        message(give(rest.subarray(1, end)));
        rest = rest.subarray(end);
      }
      // What is left of a frame must not lean on the chunk, unless that is the fault.
      if (kept !== chunk) rest = Buffer.from(rest);
    };
  });
}
