import {
  type ByteWindow,
  type Connection,
  encodeUtf8,
  LocalError,
  type Prepared,
  streamRemainder,
  until,
} from '@wirechart/core';
import { describe, expect, test } from 'vitest';
import { type ContractCase, type ProtocolContract, protocolContract } from '../src/index.js';
import {
  AddsBetweenChunks,
  ClosesWhenever,
  Doubles,
  ForgetsScanPosition,
  IgnoresBackPressure,
  IgnoresReset,
  LingersForEver,
  LosesLeftovers,
  NeverCopies,
  NeverHurries,
  WritesInput,
} from './support/faulty-connections.js';
import { decodeLine, linesContract, MAX, type Parts } from './support/lines.js';

describe('a protocol that keeps the contract', () => {
  for (const { name, run } of protocolContract(linesContract())) test(name, run);
});

type Contract = ProtocolContract<string, string>;

/** What is wrong, the case that must find it, and what it must say. */
const faults: readonly (readonly [fault: string, foundBy: string, saying: RegExp, contract: Contract])[] = [
  ['a codec reads after its frame', 'trailing bytes', /differs/, linesContract({ decode: readsAfter })],
  ['a codec forgets where its memory starts', 'padding', /events differs/, linesContract({ decode: readsMemory })],
  [
    'a codec writes into its frame',
    'padding around each chunk',
    /input was modified/,
    linesContract({ decode: writesInto }),
  ],
  ['a codec uses a view again', 'many messages in one chunk', /changed after/, linesContract({ decode: reusesView() })],
  ['a codec throws any error', 'changed bytes', /caused a local error/, linesContract({ decode: throwsTypeError })],
  ['a codec blames this side', 'refused as not-text', /blame is local/, linesContract({ decode: blamesLocal })],
  [
    'a codec takes anything',
    'refused as not-text',
    /not refused/,
    linesContract({ decode: (frame) => frame.latin1() }),
  ],
  [
    'a codec shares its state',
    'disturb another connection',
    /events differs/,
    linesContract({ decode: countsFailures() }),
  ],
  ['every chunk is a message', 'byte by byte', /events differs/, linesContract({ need: everyChunkIsALine })],
  ['a frame has no maximum', 'an endless line: is refused', /not refused/, linesContract({ need: unlimited })],
  ['a cut passes for an end', 'end of input at every prefix', /unnoticed/, linesContract({ malformed: 'closed' })],
  ['a machine spins', 'whole: hands out the messages', /goes on for ever/, linesContract({ spins: true })],
  ['a guard counts', 'the same trace', /differs/, linesContract({ mayPass: everySixth() })],
  ['an encoder takes anything', 'a long line cannot be sent', /did not throw/, linesContract({ encode: encodeUtf8 })],
  ['the engine loses leftovers', 'trailing bytes', /differs/, on(LosesLeftovers)],
  ['the engine doubles messages', 'whole: hands out the messages', /messages differs/, on(Doubles)],
  ['the engine scans anew', 'byte by byte: bytes touched', /more than in proportion/, on(ForgetsScanPosition)],
  ['the engine writes into its input', 'padding around each chunk', /input was modified/, on(WritesInput)],
  ['the engine keeps what it must copy', 'chunks that are overwritten', /events differs/, on(NeverCopies)],
  ['the engine takes a reset for an end', 'reset at every prefix', /unnoticed/, on(IgnoresReset)],
  ['the engine adds a byte at a cut', 'every two-way cut', /events differs/, on(AddsBetweenChunks)],
  ['the engine takes all that comes after a failure', 'takes no endless input', /takes more than/, on(LingersForEver)],
  [
    'the engine waits for a remote that never ends',
    'a close on this side',
    /it is never over, and drain is 10000/,
    on(ClosesWhenever),
  ],
  ['the engine waits for any trickle', 'a byte every 29 s', /ms later it was not over/, on(NeverHurries)],
  ['the engine never stops reading', 'input stops at an application', /bytes were held/, on(IgnoresBackPressure)],
];

describe('a fault is found', () => {
  for (const [fault, foundBy, saying, contract] of faults) {
    test(`${fault}: by '${foundBy}'`, () => {
      const cases = protocolContract(contract).filter(({ name }) => name.includes(foundBy));
      expect(() => {
        for (const { run } of cases) run();
      }).toThrow(saying);
    });
  }
});

test('a message that is not the expected one is named, with how the input was cut', () => {
  const conversation = { name: 'two lines', input: encodeUtf8('one\nthree\n'), messages: ['one', 'two'] };
  const cases = protocolContract(linesContract({}, { conversations: [conversation] }));
  const whole = cases.find(({ name }) => name.endsWith('whole: hands out the messages')) as ContractCase;
  expect(() => whole.run()).toThrow(/the messages differs at 1\n {2}expected .*two/);
});

type ConnectionClass = new <TIn, TOut>(prepared: Prepared<TIn, TOut>, now: number) => Connection<TIn, TOut>;

function on(Engine: ConnectionClass): Contract {
  return linesContract({}, { connection: (prepared, now) => new Engine(prepared, now) });
}

function readsAfter(frame: ByteWindow): unknown {
  // The byte after the line is its delimiter. The one after that is nobody's business here.
  const after = frame.buffer[frame.end + 1] ?? 0;
  return after < 0x80 ? decodeLine(frame) : `${decodeLine(frame)}…`;
}

function readsMemory(frame: ByteWindow): unknown {
  return `${decodeLine(frame)} ${new DataView(frame.buffer.buffer).getUint8(0)}`;
}

function writesInto(frame: ByteWindow): unknown {
  const line = decodeLine(frame);
  if (frame.length > 0) frame.buffer[frame.start] = 0x20;
  return line;
}

function reusesView(): Parts['decode'] & object {
  const scratch = new Uint8Array(MAX);
  return (frame) => {
    for (let i = 0; i < frame.length; i++) scratch[i] = frame.uint8(i);
    return scratch.subarray(0, frame.length);
  };
}

function throwsTypeError(frame: ByteWindow): unknown {
  return new TextDecoder('utf-8', { fatal: true }).decode(frame.bytes());
}

function blamesLocal(frame: ByteWindow): unknown {
  try {
    return decodeLine(frame);
  } catch (error) {
    throw new LocalError('not-text', String(error));
  }
}

function countsFailures(): Parts['decode'] & object {
  let failures = 0;
  return (frame) => {
    try {
      return `${decodeLine(frame)}${failures}`;
    } catch (error) {
      failures += 1;
      throw error;
    }
  };
}

function everyChunkIsALine(): ReturnType<Parts['need'] & object> {
  return streamRemainder({ piece: (frame) => ({ type: 'message', message: frame.latin1() }) });
}

function unlimited(decode: (frame: ByteWindow) => unknown): ReturnType<Parts['need'] & object> {
  return until('\n', { max: Number.POSITIVE_INFINITY, decode });
}

function everySixth(): () => boolean {
  let asked = 0;
  return () => {
    asked += 1;
    return asked % 6 !== 0;
  };
}
