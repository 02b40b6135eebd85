/** Random lives of a connection, and a log of all that can be seen of one. */
import fc from 'fast-check';
import {
  Connection,
  type ConnectionEvent,
  countersOf,
  type Prepared,
  type Protocol,
  prepare,
  pump,
  type Security,
} from '../../src/index.js';
import { connectionReset } from '../kit/harness.js';
import { type Calls, type ChartSpec, FROM_CODEC, protocolOf } from './chart.js';

/** What ends frames stands among the rest, and what makes functions of the author's throw is rare. */
const bytes = fc
  .array(
    fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom('a', 'b', ';', '.', 'cc;', 'ab', 'ab;', 'a;b;') },
      { weight: 2, arbitrary: fc.constantFrom('r', 'X', 'Y', 'G', 'A', 'N', 'M', 'long enough;') },
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(''));

const command = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('feed' as const), bytes }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), for: fc.integer({ min: 1, max: 60 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('answer' as const), reply: fc.option(fc.constantFrom('yes', 'bad')) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('be quick' as const, 'be slow' as const, 'be dumb' as const, 'be greedy' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'hold' as const,
        'release' as const,
        'watch' as const,
        'work' as const,
        'rest' as const,
        'send' as const,
        'clog' as const,
        'unclog' as const,
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('drain' as const, 'finish' as const, 'eof' as const, 'error' as const, 'abort' as const),
    }),
  },
);

export type Command = (typeof command extends fc.Arbitrary<infer T> ? T : never) & object;
export const sessions: fc.Arbitrary<Command[]> = fc.array(command, { maxLength: 25 });

export interface Subject {
  readonly calls: Calls;
  readonly prepared: Prepared<string, string>;
}

/** A chart on two runtimes; on the one all that can become a function has. Undefined for a chart that is refused. */
export function subjectsOf(
  chart: ChartSpec,
  role: 'client' | 'server',
  record: number,
): { hot: Subject; xstate: Subject } | undefined {
  // So little is read ahead that it shows.
  const options = { limits: { bufferedBytes: 4 }, record };
  const calls: Calls = { list: [], meddle: () => undefined };
  let protocol: Protocol<string, string>;
  try {
    protocol = protocolOf(chart, calls);
  } catch {
    return undefined;
  }
  warmUp({ calls, prepared: prepare(protocol, role, options) });
  return {
    hot: { calls, prepared: prepare(protocol, role, options) },
    xstate: { calls, prepared: prepare(protocol, role, { ...options, runtime: 'xstate' }) },
  };
}

/** Many connections that read on without anything special, so that all that can become a function does. */
function warmUp({ prepared, calls }: Subject): void {
  for (let connection = 0; connection < 24; connection++) {
    run({ prepared, calls }, [
      { do: connection % 2 === 0 ? 'be greedy' : 'be quick' },
      // Some charts hold their own connection.
      ...Array.from({ length: 6 }, (): Command[] => [
        { do: 'feed', bytes: 'ab;cab;;a.bab;b;' },
        { do: 'release' },
      ]).flat(),
    ]);
  }
}

/** Runs a session, and gives all that could be seen. */
export function run({ prepared, calls }: Subject, session: readonly Command[]): string[] {
  calls.list.length = 0;
  calls.meddle = () => undefined;
  const log: string[] = [];
  let now = 0;
  let manner: 'quick' | 'slow' | 'dumb' = 'quick';
  /** Whether messages are taken in lists. */
  let greedy = false;
  let ready = true;
  let events = 0;
  const connection = new Connection(prepared, now);
  const see = (event: ConnectionEvent<string>) => {
    log.push(`event ${show(event)}`);
    events += 1;
    // Some charts emit a message for each answer, without end.
    if (events === MOST_EVENTS) connection.abort(new Error('too many'), now);
    if (event.type === 'message' && manner !== 'slow') answer(manner === 'quick' ? 'yes' : undefined);
  };
  calls.meddle = (how) => {
    switch (how === FROM_CODEC ? how : how % 8) {
      case 0:
        return connection.receiveOutcome({ type: 'again' }, now);
      case 1:
        return connection.hold();
      case 2:
        return connection.receiveOutcome({ type: 'frame', value: 'ab' }, now);
      case 3:
        return connection.drain(now);
      case 4:
        return watch();
      case 5:
        return void (connection.sending && connection.send('meddled', now));
      case 6:
        return connection.receiveSecured({} as Security, now);
      case FROM_CODEC:
        return connection.receiveOutcome({ type: 'rare', value: 'meddled' }, now);
      default:
    }
  };
  const watch = () => {
    connection.observe({
      transitioned: (half, from, to, ...rest) => {
        // Combinations of states have the numbers in which they were met.
        const { states } = connection.look().stage[half === 0 ? 'read' : 'write'];
        log.push(`transition ${states[from]} ${states[to]} ${rest.join()}`);
      },
      processed: (half, { type }) => void log.push(`processed ${half} ${type}`),
      received: ({ length }, offset) => void log.push(`received ${length} at ${offset}`),
      sent: (_pieces, offset) => void log.push(`sent at ${offset}`),
    });
  };
  const answer = (reply: string | undefined) => {
    try {
      if (reply !== undefined) connection.send(reply, now);
    } catch (error) {
      log.push(`thrown ${(error as { code: string }).code}`);
    }
    connection.responded(now);
  };
  const transport = {
    write(pieces: readonly Uint8Array[]) {
      log.push(`written ${Buffer.concat(pieces)}`);
      return ready;
    },
    end: () => log.push('end'),
    reset: () => log.push('reset'),
  };
  const seeAll = (messages: string[]) => {
    log.push(`list of ${messages.length}`);
    for (const message of messages) see({ type: 'message', message });
  };
  const turn = () => {
    const sink = greedy && prepared.role === 'client' ? { event: see, messages: seeAll } : { event: see };
    log.push(String(pump(connection, sink, transport, now)));
    const { read, write, ...rest } = connection.look();
    log.push(
      show({
        states: [connection.stateOf('read'), connection.stateOf('write')],
        context: read.context,
        status: read.status,
        error: String(read.error),
        timers: read.timers,
        writing: [write?.timers, (write?.context as { told?: number })?.told],
        needed: read.needed,
        received: rest.received,
        buffered: rest.buffered,
        written: rest.written,
        failure: rest.failure && { ...rest.failure, cause: undefined, trace: undefined },
        deadline: connection.pollTimeout(),
        wants: connection.wantsData,
        closed: connection.closed,
      }),
    );
  };
  const act = (command: Command): void => {
    switch (command.do) {
      case 'feed':
        // A transport that was paused delivers nothing.
        if (connection.wantsData) connection.receiveData(Buffer.from(command.bytes), now);
        return;
      case 'wait': {
        const until = now + command.for;
        for (let due = connection.pollTimeout(); due <= until; due = connection.pollTimeout()) {
          now = due;
          connection.handleTimeout(now);
          turn();
        }
        now = until;
        return;
      }
      case 'answer':
        return answer(command.reply ?? undefined);
      case 'be quick':
        manner = 'quick';
        return;
      case 'be slow':
        manner = 'slow';
        return;
      case 'be dumb':
        manner = 'dumb';
        return;
      case 'be greedy':
        greedy = !greedy;
        return;
      case 'hold':
        return connection.hold();
      case 'release':
        return connection.release();
      case 'work':
        return connection.answering(true);
      case 'rest':
        return connection.answering(false);
      case 'watch':
        return watch();
      case 'send':
        if (connection.sending) connection.send('more', now);
        return;
      case 'clog':
        ready = false;
        return;
      case 'unclog':
        ready = true;
        return connection.transportDrained(now);
      case 'drain':
        return connection.drain(now);
      case 'finish':
        return connection.finish(now);
      case 'eof':
        return connection.receiveEof(now);
      case 'error':
        return connection.receiveError(connectionReset(), now);
      case 'abort':
        return connection.abort(new Error('enough'), now);
    }
  };
  turn();
  for (const command of session) {
    if (connection.closed) break;
    log.push(`— ${show(command)}`);
    act(command);
    turn();
  }
  return [
    ...log,
    ...calls.list,
    show(connection.trace.map(({ connection: _name, ...record }) => record)),
    show(countersOf(prepared.read)),
    show(countersOf(prepared.write)),
  ];
}

const MOST_EVENTS = 200;

const show = (value: unknown): string =>
  JSON.stringify(value, (_key, inner) =>
    inner instanceof Error ? `${inner}` : inner === undefined ? 'undefined' : inner,
  );
