import { type Connection, encodeUtf8, type Frame, LocalError, type Prepared, rest, until } from '@wirechart/core';
import { describe, expect, test } from 'vitest';
import { type ContractCase, type ProtocolContract, protocolContract } from '../src/index.js';
import {
  AddsBetweenChunks,
  Doubles,
  ForgetsScanPosition,
  IgnoresBackPressure,
  IgnoresReset,
  LosesLeftovers,
  NeverCopies,
  WritesInput,
} from './support/faulty-connections.js';
import { decodeLine, linesContract, MAX, type Parts } from './support/lines.js';

describe('a protocol that keeps the contract', () => {
  for (const { name, run } of protocolContract(linesContract())) test(name, run);
});

type Contract = ProtocolContract<string, string>;

/** What is wrong, and the case that must find it. */
const faults: readonly (readonly [fault: string, foundBy: string, contract: Contract])[] = [
  ['a codec reads behind its frame', 'padding around each chunk', linesContract({ decode: readsBehind })],
  ['a codec writes into its frame', 'padding around each chunk', linesContract({ decode: writesInto })],
  [
    'a codec hands out a view that it uses again',
    'many messages in one chunk',
    linesContract({ decode: reusesView() }),
  ],
  [
    'a codec throws what is no remote error',
    'changed bytes cause a remote error',
    linesContract({ decode: throwsTypeError }),
  ],
  ['a codec blames this side', 'a control byte: is refused as not-text', linesContract({ decode: blamesLocal })],
  [
    'a codec lets everything pass',
    'a control byte: is refused as not-text',
    linesContract({ decode: (frame) => frame.latin1() }),
  ],
  [
    'a codec keeps state between connections',
    'does not disturb another connection',
    linesContract({ decode: countsFailures() }),
  ],
  ['every chunk is taken for a message', 'byte by byte', linesContract({ need: everyChunkIsALine })],
  ['a frame has no maximum length', 'an endless line: is refused', linesContract({ need: unlimited })],
  ['input that is cut short passes for an end', 'end of input at every prefix', linesContract({ malformed: 'closed' })],
  ['a machine goes on for ever without input', 'whole: hands out the messages', linesContract({ spins: true })],
  ['a guard depends on more than context and event', 'the same trace', linesContract({ mayPass: everySixth() })],
  [
    'an encoder writes what it must refuse',
    'a long line cannot be sent',
    linesContract({ encode: (line) => new TextEncoder().encode(`${line}\n`) }),
  ],
  ['the engine loses what is behind a message', 'trailing bytes are not touched', on(LosesLeftovers)],
  ['the engine hands out messages twice', 'whole: hands out the messages', on(Doubles)],
  ['the engine forgets how far it has looked', 'byte by byte: bytes touched', on(ForgetsScanPosition)],
  ['the engine writes into its input', 'padding around each chunk', on(WritesInput)],
  ['the engine keeps what it was told to copy', 'chunks that are overwritten', on(NeverCopies)],
  ['the engine takes a reset for an end', 'reset at every prefix', on(IgnoresReset)],
  ['the engine adds a byte between chunks', 'every two-way cut', on(AddsBetweenChunks)],
  ['the engine does not stop reading', 'input stops at an application', on(IgnoresBackPressure)],
];

describe('a fault is found', () => {
  for (const [fault, foundBy, contract] of faults) {
    test(`${fault}: by '${foundBy}'`, async () => {
      const cases = protocolContract(contract).filter(({ name }) => name.includes(foundBy));
      expect(await broken(cases)).not.toEqual([]);
    });
  }
});

test('a message that is not the expected one is named, with how the input was cut', () => {
  const conversation = { name: 'two lines', input: encodeUtf8('one\nthree\n'), messages: ['one', 'two'] };
  const cases = protocolContract(linesContract({}, { conversations: [conversation] }));
  const whole = cases.find(({ name }) => name.endsWith('whole: hands out the messages')) as ContractCase;
  expect(() => whole.run()).toThrow(/the messages differs at 1\n {2}expected .*two/);
});

/** Names of the cases that fail. */
async function broken(cases: readonly ContractCase[]): Promise<string[]> {
  const names: string[] = [];
  for (const { name, run } of cases) {
    try {
      await run();
    } catch {
      names.push(name);
    }
  }
  return names;
}

type ConnectionClass = new <TIn, TOut>(prepared: Prepared<TIn, TOut>, now: number) => Connection<TIn, TOut>;

function on(Engine: ConnectionClass): Contract {
  return linesContract({}, { connection: (prepared, now) => new Engine(prepared, now) });
}

function readsBehind(frame: Frame): unknown {
  // The byte behind the line is the delimiter, and the one behind that is nobody's business here.
  return String.fromCharCode(frame.buffer[frame.end + 1] ?? 0x20) + decodeLine(frame);
}

function writesInto(frame: Frame): unknown {
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

function throwsTypeError(frame: Frame): unknown {
  return new TextDecoder('utf-8', { fatal: true }).decode(frame.bytes());
}

function blamesLocal(frame: Frame): unknown {
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
  return rest({ piece: (frame) => ({ type: 'message', message: frame.latin1() }) });
}

function unlimited(decode: (frame: Frame) => unknown): ReturnType<Parts['need'] & object> {
  return until('\n', { max: Number.POSITIVE_INFINITY, decode });
}

function everySixth(): () => boolean {
  let asked = 0;
  return () => {
    asked += 1;
    return asked % 6 !== 0;
  };
}
