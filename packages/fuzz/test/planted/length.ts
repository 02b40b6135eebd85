import { fromCallbacks } from '@wirechart/fuzz';
import { join, type Planted } from './planted.js';

// Frames of one byte of length and so many bytes of payload, unless said otherwise.
const FRAMES = ['\x05hello\x00\x02ab\x01c', '\x03abc\x03def\x0bhello world'];
const LONG_FRAMES = [
  Buffer.from('0003616263000568656c6c6f', 'hex'),
  Buffer.concat([Buffer.from([1, 4]), Buffer.alloc(260, 'x'), Buffer.from([0, 1, 0x79])]),
];

export const lengthFaults: Planted[] = [
  {
    fault: 'length field that arrives in two chunks',
    found: 'messages',
    corpus: LONG_FRAMES,
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest: Buffer = Buffer.alloc(0);
        let need = -1;
        return (chunk) => {
          rest = join(rest, chunk);
          for (;;) {
            if (need < 0) {
              if (rest.length < (faulty ? 1 : 2)) return;
              need = ((rest[0] ?? 0) << 8) | (rest[1] ?? 0);
              rest = rest.subarray(2);
            }
            if (rest.length < need) return;
            message(rest.toString('latin1', 0, need));
            rest = rest.subarray(need);
            need = -1;
          }
        };
      }),
  },
  {
    fault: 'rest that replaces the one before instead of being appended',
    found: 'messages',
    corpus: FRAMES,
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest: Buffer = Buffer.alloc(0);
        return (chunk) => {
          rest = faulty && rest.length > 3 ? chunk : join(rest, chunk);
          rest = takeFrames(rest, message);
        };
      }),
  },
  {
    fault: 'state that is saved once but not twice',
    found: 'messages',
    corpus: FRAMES,
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest: Buffer = Buffer.alloc(0);
        return (chunk) => {
          const whole = join(rest, chunk);
          const left = takeFrames(whole, message);
          // Only what was left of a first attempt is kept; a second one that completes nothing is not.
          if (!faulty || left.length < whole.length || rest.length === 0) rest = left;
        };
      }),
  },
  {
    fault: 'payload that reads past the frame',
    found: 'messages',
    corpus: FRAMES,
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest: Buffer = Buffer.alloc(0);
        return (chunk) => {
          rest = join(rest, chunk);
          while (rest.length > 0 && rest.length > (rest[0] ?? 0)) {
            const end = 1 + (rest[0] ?? 0);
            message(rest.toString('latin1', 1, faulty && end === 6 ? end + 1 : end));
            rest = rest.subarray(end);
          }
        };
      }),
  },
  {
    fault: 'message emitted twice at an exact boundary',
    found: 'messages',
    corpus: FRAMES,
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest: Buffer = Buffer.alloc(0);
        return (chunk) => {
          const had = rest.length;
          rest = join(rest, chunk);
          const length = rest[0] ?? 0;
          if (faulty && had > 0 && rest.length === 1 + length) message(rest.toString('latin1', 1));
          rest = takeFrames(rest, message);
        };
      }),
  },
  {
    fault: 'one message per chunk, the others of it dropped',
    found: 'messages',
    corpus: FRAMES,
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest: Buffer = Buffer.alloc(0);
        return (chunk) => {
          rest = join(rest, chunk);
          let taken = 0;
          rest = takeFrames(rest, (content) => {
            if (taken++ === 0 || !faulty) message(content);
          });
        };
      }),
  },
  {
    fault: 'buffer sized by the chunk instead of the frame',
    found: 'messages',
    corpus: FRAMES,
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let frame: Buffer | undefined;
        let filled = 0;
        let need = 0;
        return (chunk) => {
          for (const [at, byte] of chunk.entries()) {
            if (frame === undefined) {
              need = byte;
              filled = 0;
              frame = Buffer.alloc(faulty ? Math.min(need, chunk.length - at) : need);
            } else {
              if (filled < frame.length) frame[filled] = byte;
              filled++;
            }
            if (filled < need) continue;
            message(frame.toString('latin1'));
            frame = undefined;
          }
        };
      }),
  },
  {
    fault: 'length of several bytes whose continuation is forgotten',
    found: 'messages',
    corpus: [Buffer.concat([Buffer.from([0x82, 0x01]), Buffer.alloc(130, 'v'), Buffer.from([1, 0x77])])],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let [length, shift, need] = [0, 0, -1];
        let payload: number[] = [];
        return (chunk) => {
          if (faulty && need < 0) [length, shift] = [0, 0];
          for (const byte of chunk) {
            if (need < 0) {
              length |= (byte & 0x7f) << shift;
              shift += 7;
              if (byte < 0x80) need = length;
            } else payload.push(byte);
            if (payload.length !== need) continue;
            message(Buffer.from(payload).toString('latin1'));
            [length, shift, need, payload] = [0, 0, -1, []];
          }
        };
      }),
  },
  {
    fault: 'withheld message: one per chunk, the others with the next chunk',
    found: 'promptness',
    corpus: FRAMES,
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest: Buffer = Buffer.alloc(0);
        const waiting: string[] = [];
        const deliver = (most: number) => {
          for (const payload of waiting.splice(0, most)) message(payload);
        };
        return {
          write: (chunk: Buffer) => {
            rest = takeFrames(join(rest, chunk), (payload) => waiting.push(payload));
            deliver(faulty ? 1 : waiting.length);
          },
          end: () => deliver(waiting.length),
        };
      }),
  },
  {
    fault: 'bytes left of a body counted per chunk',
    found: 'messages',
    corpus: FRAMES,
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let need = -1;
        let text = '';
        return (chunk) => {
          let seen = 0;
          for (const byte of chunk) {
            if (need < 0) {
              need = byte;
              text = '';
              seen = 0;
            } else {
              text += String.fromCharCode(byte);
              seen++;
            }
            if ((faulty ? seen : text.length) < need) continue;
            message(text);
            need = -1;
          }
        };
      }),
  },
  {
    fault: 'error for a frame that is not complete yet',
    found: 'verdict',
    corpus: FRAMES,
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest: Buffer = Buffer.alloc(0);
        return (chunk) => {
          rest = takeFrames(join(rest, chunk), message);
          if (faulty && rest.length === 2) throw new RangeError('frame is too short');
        };
      }),
  },
];

/** Emits the complete frames and returns what is left. */
function takeFrames(bytes: Buffer, message: (payload: string) => unknown): Buffer {
  let rest = bytes;
  while (rest.length > 0 && rest.length > (rest[0] ?? 0)) {
    const end = 1 + (rest[0] ?? 0);
    message(rest.toString('latin1', 1, end));
    rest = rest.subarray(end);
  }
  return rest;
}
