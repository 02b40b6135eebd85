/** A small protocol to plant faults in: lines of ASCII text, at most 40 bytes long. */
import {
  type ByteWindow,
  bytes,
  defineProtocol,
  type EmittedMessage,
  encodeUtf8,
  type Need,
  type Protocol,
  RemoteError,
  until,
  writeHalf,
} from '@wirechart/core';
import { type AnyStateMachine, emit, setup } from 'xstate';
import type { ProtocolContract } from '../../src/index.js';

export type Decode = (frame: ByteWindow) => unknown;

/** What may be replaced by something faulty. */
export interface Parts {
  readonly decode?: Decode;
  readonly need?: (decode: Decode) => Need;
  readonly malformed?: string;
  readonly reset?: string;
  readonly mayPass?: () => boolean;
  readonly write?: AnyStateMachine;
  readonly encode?: (line: string) => Uint8Array;
  /** Whether a state asks for nothing, again and again, after each line. */
  readonly spins?: boolean;
}

export const MAX = 40;

export const decodeLine: Decode = (frame) => {
  for (let i = 0; i < frame.length; i++) {
    if (frame.uint8(i) < 0x20 || frame.uint8(i) > 0x7e) throw new RemoteError('not-text', 'a line must be text');
  }
  return frame.latin1();
};

export function lines(parts: Parts = {}): Protocol<string, string> {
  const {
    decode = decodeLine,
    need = (codec) => until('\n', { max: MAX, decode: codec }),
    malformed = 'failed',
    reset = 'failed',
    mayPass = () => true,
    write = writeHalf,
    encode = encodeLine,
    spins = false,
  } = parts;
  const read = setup({
    types: {} as { events: { type: 'bytes'; value: string } | { type: string }; emitted: EmittedMessage<string> },
    actions: {
      handOver: emit(
        ({ event }): EmittedMessage<string> => ({ type: 'message', message: (event as { value: string }).value }),
      ),
    },
    guards: { mayPass },
  }).createMachine({
    id: 'lines',
    initial: 'awaiting-line',
    on: { malformed: `.${malformed}`, reset: `.${reset}` },
    states: {
      'awaiting-line': {
        meta: { need: need(decode) },
        on: {
          bytes: [{ guard: 'mayPass', target: 'responding', actions: 'handOver' }, { target: 'failed' }],
          eof: 'closed',
        },
      },
      responding: { on: { responded: spins ? 'spinning' : 'awaiting-line' } },
      spinning: { meta: { need: bytes(() => 0) }, on: { bytes: { target: 'spinning', reenter: true } } },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
  return defineProtocol<string>({
    name: 'lines',
    read,
    write,
    encode: (line, out) => {
      out.bytes(encode(line));
    },
  });
}

export function encodeLine(line: string): Uint8Array {
  if (line.length > MAX || !/^[ -~]*$/.test(line)) throw new RangeError('not a line');
  return encodeUtf8(`${line}\n`);
}

/** The contract of the protocol as it should be, with something else in it. */
export function linesContract(
  parts: Parts = {},
  more: Partial<ProtocolContract<string, string>> = {},
): ProtocolContract<string, string> {
  return {
    name: 'lines',
    protocol: () => lines(parts),
    roles: ['server'],
    conversations: [
      {
        name: 'three lines',
        input: encodeUtf8('one\n\nthree\n'),
        messages: ['one', '', 'three'],
        replies: (line) => [`you said ${line.length} bytes`],
      },
    ],
    invalid: [
      { name: 'a control byte', input: encodeUtf8('ok\na\tb\n'), messages: ['ok'], code: 'not-text' },
      { name: 'an endless line', input: encodeUtf8('x'.repeat(MAX + 2)), code: 'frame-too-long' },
    ],
    unencodable: [{ name: 'a long line', message: 'x'.repeat(MAX + 1) }],
    growing: [
      {
        name: 'many lines',
        input: (size) => encodeUtf8('twelve bytes\n'.repeat(size / 13)),
        limits: { headerBytes: MAX, contentBytes: MAX, bufferedBytes: 64 },
      },
    ],
    runs: 30,
    exhaustive: 8,
    ...more,
  };
}
