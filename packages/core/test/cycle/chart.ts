/**
 * Random read halves for the cycle: some reading states with a need each, some that wait for an answer, and between them what a
 * statechart may do. Every function of the author's says that it was called.
 */
import fc from 'fast-check';
import { assign, cancel, emit, enqueueActions, raise, setup } from 'xstate';
import { remoteError } from '../../src/errors/core-errors.js';
import {
  type ByteWindow,
  type ByteWriter,
  bytes,
  defineProtocol,
  type FrameReader,
  type Need,
  type Protocol,
  peek,
  skipUntil,
  stream,
  through,
  until,
  type Wanted,
  whole,
  writeHalfWith,
} from '../../src/index.js';

const NEEDS = [
  'bytes',
  'bytes of context',
  'until',
  'until of context',
  'until two',
  'through',
  'whole',
  'stream',
  'skip',
  'peek',
] as const;
const ACTIONS = [
  'count',
  'countAll',
  'note',
  'sendBack',
  'tell',
  'again',
  'later',
  'either',
  'forget',
  'meddle',
] as const;
const GUARDS = ['isEven', 'isShort', 'isRefused', 'isThrown'] as const;
const DELAYS = ['idle', 'short', 'none', 'thrown', 'never', 7] as const;

const numbered = (max: number) => fc.integer({ min: 0, max });
/** Rarely, or charts would do little but what is out of the ordinary. */
const rarely = <T>(what: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: what });
const seldom = fc.integer({ min: 0, max: 7 }).map((number) => number === 7);

const transition = fc.record({
  guard: fc.option(fc.constantFrom(...GUARDS), { nil: undefined }),
  /** Which place comes next, counted from the one after this; undefined for none. */
  to: fc.oneof(
    { weight: 5, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: numbered(5) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  ),
  actions: fc.array(fc.constantFrom('count' as const, ...ACTIONS), { maxLength: 2 }),
  emits: fc.boolean(),
  reenter: fc.boolean(),
});

/** Reading states, one after the other, and then those that wait for an answer. */
const spec = fc.record({
  states: fc.array(
    fc.record({
      need: fc.constantFrom(...NEEDS, 'bytes' as const, 'until' as const),
      frame: fc.array(transition, { minLength: 1, maxLength: 2 }),
      after: fc.option(fc.constantFrom(...DELAYS), { nil: undefined, freq: 4 }),
      onAnswer: seldom,
      /** Whether its guards may refuse a frame. */
      strict: seldom,
      always: rarely(numbered(5)),
      entry: rarely(fc.constantFrom(...ACTIONS)),
      exit: rarely(fc.constantFrom(...ACTIONS)),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  answering: fc.array(
    fc.record({ responded: fc.array(transition, { minLength: 1, maxLength: 2 }), after: fc.boolean() }),
    { minLength: 1, maxLength: 2 },
  ),
  regions: seldom,
  total: seldom,
  malformed: fc.boolean(),
  drains: fc.boolean(),
  next: fc.boolean(),
});

export type ChartSpec = (typeof spec extends fc.Arbitrary<infer T> ? T : never) & object;
export const charts: fc.Arbitrary<ChartSpec> = spec;

/** How a codec meddles: it may have the machine go elsewhere. */
export const FROM_CODEC = -1;

/** What was called, and with what; and what a function of the author's does to its own connection. */
export interface Calls {
  readonly list: string[];
  meddle: (how: number) => void;
}

interface Context {
  readonly count: number;
  readonly last: string;
}

interface Either {
  enqueue(name: string): void;
  check(name: string): boolean;
}

type Args = { context: Context; event: { type: string; value?: unknown; reply?: unknown } };
type Transition = ChartSpec['states'][number]['frame'][number];

/** A protocol with this read half. Messages out are texts. */
export function protocolOf(chart: ChartSpec, calls: Calls): Protocol<string, string> {
  const text = ({ context, event }: Args) => `${event.type} ${String(event.value ?? event.reply)} at ${context.count}`;
  const called = (name: string, args: Args) => {
    calls.list.push(`${name}: ${text(args)}`);
    if (calls.list.length > 2 * MOST_CALLS) throw new Error('endless');
  };
  const places = [...chart.states.map((_, at) => `reading${at}`), ...chart.answering.map((_, at) => `answering${at}`)];
  const open = chart.regions ? '#cycle.open.main' : '#cycle.open';
  const reading0 = `${open}.reading0`;
  /** The place that comes so many after this one; where all are through, the end. */
  const placeFrom = (at: number, number: number) => {
    const place = [...places, undefined][(at + 1 + number) % (places.length + 1)];
    return place === undefined ? '#cycle.closed' : `${open}.${place}`;
  };
  const taking = (at: number, { guard, to, actions, emits, reenter }: Transition) => {
    const target = to === undefined ? undefined : placeFrom(at, to);
    // A message is mostly what is to be answered.
    const delivers = target?.includes('answering') ? emits || reenter : emits && reenter;
    return {
      ...(guard === undefined ? {} : { guard }),
      ...(target === undefined ? {} : { target, reenter }),
      actions: [...actions, ...(delivers ? ['deliver'] : [])],
    };
  };
  const anywhere = (at: number, transitions: readonly Transition[], or: string, strict = false) => {
    // One after one that has no guard would be refused.
    const open = transitions.findIndex(({ guard }) => guard === undefined);
    const asked = open === -1 ? transitions : transitions.slice(0, open + 1);
    const last = asked.at(-1) as Transition;
    return [
      ...asked.map((transition) => taking(at, transition)),
      // Somewhere it goes on, or a session is over soon.
      ...(last.guard === undefined || strict ? [] : [{ target: or, actions: ['deliver'] }]),
    ];
  };
  const main = () => ({
    initial: 'reading0',
    states: {
      ...Object.fromEntries(
        chart.states.map(({ need, frame, after, onAnswer, strict, always, entry, exit }, at) => [
          `reading${at}`,
          {
            meta: { need: needOf(need, calls) },
            ...(entry === undefined ? {} : { entry }),
            ...(exit === undefined ? {} : { exit }),
            on: {
              // What was looked at is still to be read.
              frame: anywhere(
                at,
                need === 'peek' ? frame.map((one) => ({ ...one, to: 0 })) : frame,
                `${open}.answering0`,
                strict,
              ),
              rare: { target: reading0, actions: 'note' },
              eof: '#cycle.closed',
              progress: { target: `${open}.reading${at}`, reenter: true },
              ...(chart.drains ? { drain: '#cycle.closed' } : {}),
              ...(onAnswer ? { responded: { actions: 'count' } } : {}),
            },
            ...(after === undefined ? {} : { after: { [after]: { target: reading0, actions: 'note' } } }),
            ...(always === undefined ? {} : { always: { guard: 'isRefused', target: placeFrom(at, always) } }),
          },
        ]),
      ),
      ...Object.fromEntries(
        chart.answering.map(({ responded, after }, at) => [
          `answering${at}`,
          {
            // There must be a way on.
            on: {
              responded: anywhere(
                chart.states.length + at,
                responded.map((one) => ({ ...one, to: (one.to ?? 0) + chart.answering.length - at })),
                reading0,
              ),
            },
            ...(after ? { after: { 50: reading0 } } : {}),
          },
        ]),
      ),
    },
  });
  const machine = setup({
    types: { context: {} as Context, events: {} as never, emitted: {} as never },
    guards: {
      isEven: (args: Args) => {
        called('isEven', args);
        return args.context.count % 2 === 0;
      },
      isShort: (args: Args) => {
        called('isShort', args);
        return String(args.event.value).length < 3;
      },
      isRefused: (args: Args) => {
        called('isRefused', args);
        return args.context.count % 5 === 4;
      },
      // Some charts go round for ever without reading anything.
      mayGoOn: () => calls.list.length < MOST_CALLS,
      isThrown: (args: Args) => {
        called('isThrown', args);
        if (String(args.event.value).includes('G')) throw new Error('guard');
        return true;
      },
    },
    actions: {
      count: assign((args: Args) => {
        called('count', args);
        return { count: args.context.count + 1 };
      }) as never,
      countAll: assign({
        count: (args: Args) => {
          called('countAll', args);
          if (String(args.event.value).includes('A')) throw new Error('action');
          return args.context.count + 1;
        },
        last: ({ event }: Args) => String(event.value),
      }) as never,
      deliver: emit((args: Args) => {
        called('deliver', args);
        const { value } = args.event;
        if (String(value).includes('N')) return undefined as never;
        return { type: 'message', message: text(args) };
      }) as never,
      note: emit({ type: 'note' } as never) as never,
      sendBack: emit({ type: 'send', message: 'back' } as never) as never,
      tell: emit({ type: 'tell', value: 1 } as never) as never,
      again: raise({ type: 'again' } as never) as never,
      later: raise({ type: 'again' } as never, { delay: 5, id: 'later' }) as never,
      forget: cancel('later') as never,
      meddle: (args: Args) => {
        called('meddle', args);
        calls.meddle(args.context.count);
      },
      either: enqueueActions((({ enqueue, check }: Either) => {
        enqueue(check('isEven') ? 'note' : 'count');
      }) as never) as never,
    },
    delays: {
      idle: (args: Args) => {
        called('idle', args);
        return 20;
      },
      short: ({ context }: Args) => 1 + (context.count % 4),
      none: () => undefined as never,
      thrown: (args: Args) => {
        if (args.context.count % 8 === 7) throw new Error('delay');
        return 9;
      },
      never: () => Number.POSITIVE_INFINITY,
    },
  } as never).createMachine({
    id: 'cycle',
    context: { count: 0, last: '' },
    initial: 'open',
    on: {
      malformed: [...(chart.malformed ? [{ guard: 'mayGoOn', target: reading0 }] : []), { target: '.failed' }],
      reset: '.failed',
      again: { actions: 'count' },
    },
    ...(chart.total ? { after: { 300: '.failed' } } : {}),
    states: {
      open: chart.regions ? { type: 'parallel', states: { main: main(), side: SIDE } } : main(),
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  } as never);
  return defineProtocol<string, string>({
    name: 'cycle',
    read: machine as never,
    write: writeHalfWith(
      (input) => ({ ...input, told: 0 }),
      ({ told }) => ({ told: told + 1 }),
    ) as never,
    encode: (message: string, out: ByteWriter) => {
      if (message === 'bad') throw new Error('encode');
      out.text(`${message};`);
    },
    ...(chart.next ? { next: { closed: plain } } : {}),
  } as never);
}

function needOf(kind: (typeof NEEDS)[number], calls: Calls): Need {
  const event = 'frame';
  const decode = (frame: ByteWindow, { count }: Context) => {
    const text = frame.latin1();
    calls.list.push(`decode ${text} at ${count}`);
    if (text.includes('M')) calls.meddle(FROM_CODEC);
    if (text.includes('X')) throw remoteError('not-utf8');
    if (text.includes('Y') || calls.list.length > MOST_CALLS) throw new Error('codec');
    return text;
  };
  const few = ({ count }: Context) => {
    if (count % 16 === 15) throw new Error('count');
    if (count % 15 === 14) return '2' as never;
    return count % 11 === 10 ? -1 : count % 4;
  };
  switch (kind) {
    case 'bytes':
      return bytes(2, { event, decode }) as Need;
    case 'bytes of context':
      return bytes(few, { event, decode }) as Need;
    case 'until':
      return until(';', { event, decode, max: 6 }) as Need;
    case 'until of context':
      return until(';', {
        event,
        decode,
        max: ({ count }: Context) => ODD_MOST[count % 12] ?? 4 + (count % 3),
        orEnd: true,
      }) as Need;
    case 'until two':
      return until('ab', { event, decode, max: 8 }) as Need;
    case 'through':
      return through((byte) => byte === 0x3b || byte === 0x2e, { event, decode, max: 9 }) as Need;
    case 'whole':
      return whole(() => new PairReader(calls), { event: (value) => (value.includes('r') ? 'rare' : 'frame') }) as Need;
    case 'stream':
      return stream(3, { event, piece: (frame) => ({ type: 'message', message: frame.latin1() }) }) as Need;
    case 'skip':
      return skipUntil(';', { event }) as Need;
    case 'peek':
      return peek(1, { event, decode }) as Need;
  }
}

/** What a function finds that is no longest length. */
const ODD_MOST: Readonly<Record<number, never>> = { 9: Number.NaN as never, 10: '6' as never, 11: -1 as never };

/** Hears what the other region hears. */
const SIDE = {
  initial: 'one',
  states: { one: { on: { frame: 'two', responded: 'two' } }, two: { on: { frame: 'one' } } },
};

const MOST_CALLS = 1000;

/** Two bytes, of which the second may come later. */
class PairReader implements FrameReader<string> {
  #text = '';

  constructor(private readonly calls: Calls) {}

  read(window: ByteWindow): Wanted | undefined {
    const count = Math.min(2 - this.#text.length, window.length);
    this.#text += window.latin1(0, count);
    this.calls.list.push(`read ${this.#text}`);
    if (this.#text.includes('M')) this.calls.meddle(FROM_CODEC);
    if (this.#text.startsWith('X')) throw remoteError('not-utf8');
    // Outside of its window.
    window.start += this.#text.startsWith('Y') ? -1 : count;
    return this.#text.length < 2 ? 1 : undefined;
  }

  take(): string {
    const text = this.#text;
    this.#text = '';
    if (text.endsWith('X') || this.calls.list.length > MOST_CALLS) throw remoteError('not-utf8');
    return text;
  }
}

/** What a chart may be followed by. */
const plain = defineProtocol<string, string>({
  name: 'plain',
  read: setup({
    types: { events: {} as { type: string; value?: unknown }, emitted: {} as { type: 'message'; message: string } },
  }).createMachine({
    id: 'plain',
    initial: 'reading',
    on: { eof: '.closed', malformed: '.closed', reset: '.closed' },
    states: {
      reading: {
        meta: { need: bytes(1, { event: 'frame', decode: (frame) => frame.latin1() }) },
        on: {
          frame: {
            target: 'answering',
            actions: emit(({ event }) => ({ type: 'message' as const, message: `plain ${event.value}` })),
          },
        },
      },
      answering: { on: { responded: 'reading' } },
      closed: { type: 'final' },
    },
  }) as never,
  encode: (message, out) => void out.text(message),
});
