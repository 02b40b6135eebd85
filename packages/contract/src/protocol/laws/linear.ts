/** Linear and bounded: work grows in step with the input, whatever the chunking, and no more is held than limits allow. */
import type { CaseList } from '../../harness/cases.js';
import { demand } from '../../harness/violation.js';
import { byteByByte, type Cuts, chunksOf, ofSize } from '../chunkings.js';
import type { GrowingConversation } from '../contract.js';
import type { Examination } from '../examination.js';
import { countByteOperations } from '../operations.js';

export function linearLaws<TIn, TOut>(
  examine: (input: Uint8Array) => Examination<TIn, TOut>,
  growing: GrowingConversation<TOut>,
  { it }: CaseList,
): void {
  for (const [name, cut] of CHUNKINGS) {
    it(`${name}: bytes touched and transitions taken grow in step with the input`, () => {
      const costs = SIZES.map((size) => cost(examine(growing.input(size)), cut));
      demandLinear(
        'bytes touched',
        costs.map(({ touched, length }) => [length, touched]),
      );
      demandLinear(
        'transitions',
        costs.map(({ transitions, length }) => [length, transitions]),
      );
    });
  }

  it('byte by byte: no more is held than a limit allows', () => {
    const examination = examine(growing.input(SIZES[2]));
    const { input } = examination.examined;
    const session = examination.session({ cuts: byteByByte(input.length) });
    const { headerBytes, contentBytes } = examination.prepared().input.limits;
    const most = Math.max(headerBytes, contentBytes) + DELIMITER;
    demand(session.mostHeld <= most, `${session.mostHeld} bytes were held; the limits allow ${most}`);
  });

  it('input stops at an application that does not answer', () => {
    const examination = examine(growing.input(SIZES[2])).with({ replies: undefined });
    const { input } = examination.examined;
    const session = examination.session({ cuts: ofSize(input.length, SMALL_CHUNK), ending: 'open' });
    const { headerBytes, contentBytes, bufferedBytes } = examination.prepared().input.limits;
    const most = Math.max(headerBytes, contentBytes, bufferedBytes) + SMALL_CHUNK;
    demand(session.mostHeld <= most, `${session.mostHeld} bytes were held; the limits allow ${most}`);
  });
}

interface Cost {
  readonly length: number;
  readonly touched: number;
  readonly transitions: number;
}

function cost<TIn, TOut>(examination: Examination<TIn, TOut>, cut: (length: number) => Cuts): Cost {
  const { input } = examination.examined;
  const { read, write } = examination.prepared();
  const taken = () => [...read.edgeCounts, ...write.edgeCounts].reduce((sum, count) => sum + count, 0);
  const chunks = [...chunksOf(input, cut(input.length))].map((chunk) => chunk.slice());
  const before = taken();
  const touched = countByteOperations((counting) => {
    const session = examination.open({ memory: { give: counting, delivered() {}, verify() {} } });
    demand(session.feed(chunks), 'the input was not taken');
    session.end('eof');
    demand(session.failure === undefined, () => `valid input was refused: ${String(session.failure)}`);
  });
  return { length: input.length, touched, transitions: taken() - before };
}

/** Demands that from the second to the third point it rises no steeper than from the first to the second. */
function demandLinear(what: string, [a, b, c]: readonly (readonly [length: number, count: number])[]): void {
  const rate = ([x0, y0]: readonly [number, number], [x1, y1]: readonly [number, number]) => (y1 - y0) / (x1 - x0);
  const [first, second] = [rate(a!, b!), rate(b!, c!)];
  demand(
    second <= first * TOLERANCE + SLACK,
    `${what}: ${a![1]} for ${a![0]} bytes, ${b![1]} for ${b![0]}, ${c![1]} for ${c![0]}: more than in proportion`,
  );
}

const SIZES = [1024, 2048, 4096] as const;
/** Quadratic growth doubles the rate. */
const TOLERANCE = 1.4;
const SLACK = 0.25;
const SMALL_CHUNK = 64;
/** A delimiter that has not been recognised yet may lie after a frame of the longest length. */
const DELIMITER = 16;

const CHUNKINGS: readonly (readonly [name: string, cut: (length: number) => Cuts])[] = [
  ['byte by byte', byteByByte],
  ['chunks of 7 bytes', (length) => ofSize(length, 7)],
  ['chunks of 600 bytes', (length) => ofSize(length, 600)],
];
