/** The driver, with a transport that the test plays. */
import { describe, expect, test } from 'vitest';
import {
  type Address,
  type Clock,
  type ConnectionEvent,
  type ConnectionOptions,
  Driver,
  prepare,
  type Role,
  serve,
  type Transport,
  type TransportSink,
} from '../src/index.js';
import { connectionReset } from './kit/harness.js';
import { lines } from './kit/lines.js';

/** A transport that notes what it is told to do. */
class Stub implements Transport {
  readonly local: Address = { kind: 'name', name: 'here' };
  readonly remote: Address = { kind: 'name', name: 'there' };
  readonly calls: string[] = [];
  ready = true;
  sink: TransportSink | undefined;

  start(sink: TransportSink): void {
    this.sink = sink;
  }
  write(chunks: readonly Uint8Array[]): boolean {
    this.calls.push(`write ${Buffer.concat(chunks).toString()}`);
    return this.ready;
  }
  pause(): void {
    this.calls.push('pause');
  }
  resume(): void {
    this.calls.push('resume');
  }
  end(): void {
    this.calls.push('end');
  }
  close(): void {
    this.calls.push('close');
  }
  reset(): void {
    this.calls.push('reset');
  }
}

class StubClock implements Clock {
  time = 0;
  readonly timers: { readonly at: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.time;
  }
  setTimer(callback: () => void, delay: number): unknown {
    const timer = { at: this.time + delay, callback };
    this.timers.push(timer);
    return timer;
  }
  clearTimer(timer: unknown): void {
    this.timers.splice(this.timers.indexOf(timer as never), 1);
  }
}

function driven(
  role: Role,
  options: ConnectionOptions = {},
  onMessage?: (driver: Driver<string, string>, message: string) => void,
) {
  const transport = new Stub();
  const clock = new StubClock();
  const events: ConnectionEvent<string>[] = [];
  const driver: Driver<string, string> = new Driver(prepare(lines(), role, options), transport, clock, {
    event(event) {
      events.push(event);
      if (event.type === 'message') onMessage?.(driver, event.message);
    },
  });
  driver.start();
  const { sink } = transport;
  if (sink === undefined) throw new Error('the transport was not started');
  return { driver, transport, clock, events, sink, types: () => events.map(({ type }) => type) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const echo = (driver: Driver<string, string>, message: string) => {
  driver.send(message);
  driver.responded();
};

describe('a turn', () => {
  test('answers what one chunk holds in one write', () => {
    const { sink, transport } = driven('server', {}, echo);
    sink.data(Buffer.from('a\nb\nc\n'));
    expect(transport.calls).toEqual(['write a\nb\nc\n']);
  });

  test('sends what one task sends in one write', async () => {
    const { driver, transport } = driven('client');
    driver.send('a');
    driver.send('b');
    expect(transport.calls).toEqual([]);
    await turn();
    expect(transport.calls).toEqual(['write a\nb\n']);
  });

  test('has the time of its task, where the clock knows that', () => {
    const { sink, driver, clock } = driven('server', {}, echo);
    const tasks: number[] = [];
    (clock as Clock).taskTime = () => {
      tasks.push(clock.time);
      return 7;
    };
    clock.time = 9;
    sink.data(Buffer.from('a\n'));
    expect({ tasks, time: driver.time }).toEqual({ tasks: [9], time: 7 });
    expect(driver.connection.receivedAt).toBe(7);
  });

  test('goes on when a write makes the transport deliver at once', () => {
    const { sink, transport, events } = driven('server', {}, echo);
    let delivered = false;
    transport.write = (chunks) => {
      transport.calls.push(`write ${Buffer.concat(chunks).toString()}`);
      if (!delivered) {
        delivered = true;
        sink.data(Buffer.from('second\n'));
      }
      return true;
    };
    sink.data(Buffer.from('first\n'));
    expect(transport.calls).toEqual(['write first\n', 'write second\n']);
    expect(events).toHaveLength(2);
  });
});

describe('a transport that asks to wait', () => {
  test('is written to again after its drain', async () => {
    const { driver, transport, sink } = driven('client');
    transport.ready = false;
    driver.send('a');
    await turn();
    driver.send('b');
    await turn();
    expect(transport.calls).toEqual(['write a\n']);
    transport.ready = true;
    sink.drain();
    expect(transport.calls).toEqual(['write a\n', 'write b\n']);
  });
});

describe('an application that holds', () => {
  test('gets no events until it releases, and input is read ahead to the limit', async () => {
    const { driver, transport, sink, events } = driven('client', { limits: { bufferedBytes: 10, headerBytes: 5 } });
    driver.hold();
    sink.data(Buffer.from('a\nb\n'));
    expect([events, transport.calls]).toEqual([[], []]);
    sink.data(Buffer.from('c\nd\ne\n'));
    expect(transport.calls).toEqual(['pause']);
    driver.release();
    await turn();
    expect(events).toHaveLength(5);
    expect(transport.calls).toEqual(['pause', 'resume']);
  });

  test('may send meanwhile', async () => {
    const { driver, transport } = driven('client');
    driver.hold();
    driver.send('a');
    await turn();
    expect(transport.calls).toEqual(['write a\n']);
  });

  test('can be aborted all the same', async () => {
    const { driver, transport, types } = driven('client');
    driver.hold();
    driver.abort('enough');
    await turn();
    expect(types()).toEqual(['failed', 'closed']);
    expect(transport.calls).toEqual(['reset', 'close']);
  });
});

describe('a transport that does not pause', () => {
  test('fails its connection beyond twice the limit, and nothing is thrown into it', () => {
    const { driver, sink, transport } = driven('client', { limits: { bufferedBytes: 10, headerBytes: 5 } });
    driver.hold();
    for (let i = 0; i < 50; i++) sink.data(Buffer.from('x\n'));
    expect(driver.connection.failure).toMatchObject({ blame: 'local', code: 'limit-buffered-bytes' });
    expect(transport.calls).toEqual(['pause', 'reset', 'close']);
  });
});

describe('the end', () => {
  test('is given to the transport and told, in order', async () => {
    const { driver, sink, transport, types } = driven('client');
    driver.finish();
    await turn();
    sink.end();
    expect(types()).toEqual(['end', 'closed']);
    expect(transport.calls).toEqual(['end', 'close']);
    sink.close();
    expect(types()).toEqual(['end', 'closed']);
  });

  test('of a transport that closes after both ends is in order, also for who holds', async () => {
    const { driver, sink, types } = driven('client');
    driver.hold();
    driver.finish();
    await turn();
    sink.data(Buffer.from('a\n'));
    sink.end();
    sink.close();
    driver.release();
    await turn();
    expect(types()).toEqual(['message', 'end', 'closed']);
    expect(driver.connection.failure).toBeUndefined();
  });

  test('of a transport that closes without one is a reset', () => {
    const { driver, sink, types } = driven('client');
    sink.close();
    expect(types()).toEqual(['failed', 'closed']);
    expect(driver.connection.failure).toMatchObject({ blame: 'transport', code: 'ECONNRESET', stage: 'close' });
  });

  test('of a transport that fails is told once', () => {
    const { sink, types, transport } = driven('server');
    sink.error(connectionReset());
    sink.close();
    expect(types()).toEqual(['failed', 'closed']);
    expect(transport.calls).toEqual(['close']);
  });
});

describe('the timer', () => {
  test('is one, is set for the earliest deadline, and is left when that moves away', () => {
    const { sink, clock } = driven('server', { timeouts: { idle: 1_000 } }, echo);
    expect(clock.timers.map(({ at }) => at)).toEqual([1_000]);
    for (let i = 0; i < 100; i++) {
      clock.time += 5;
      sink.data(Buffer.from('a\n'));
    }
    expect(clock.timers.map(({ at }) => at)).toEqual([1_000]);
  });

  test('that fires too early is set anew; then the time-out happens', () => {
    const { sink, clock, types } = driven('server', { timeouts: { idle: 1_000 } }, echo);
    clock.time = 400;
    sink.data(Buffer.from('a\n'));
    fire(clock, 1_000);
    expect(types()).toEqual(['message']);
    expect(clock.timers.map(({ at }) => at)).toEqual([1_400]);
    fire(clock, 1_400);
    expect(types()).toEqual(['message', 'failed']);
  });

  test('is cleared when all is over', () => {
    const { sink, clock, types } = driven('client');
    sink.end();
    expect(types()).toEqual(['end', 'closed']);
    expect(clock.timers).toEqual([]);
  });

  test('is not set beyond what timers of most systems count', () => {
    const { clock } = driven('server', { timeouts: { idle: 1e12 } });
    expect(clock.timers.map(({ at }) => at)).toEqual([2 ** 31 - 1]);
    fire(clock, 2 ** 31 - 1);
    expect(clock.timers.map(({ at }) => at)).toEqual([2 * (2 ** 31 - 1)]);
  });

  function fire(clock: StubClock, time: number) {
    clock.time = time;
    for (const timer of clock.timers.splice(0)) timer.callback();
  }
});

test('a connection that is accepted after the server has closed is reset', async () => {
  let accept: ((transport: Transport) => void) | undefined;
  const server = await serve(lines(), (line) => line, {
    clock: new StubClock(),
    connect: () => Promise.reject(new Error('not here')),
    listen: async (accepting) => {
      accept = accepting;
      return { address: { kind: 'name', name: 'here' }, close: async () => {} };
    },
  });
  await server.close();
  const late = new Stub();
  accept?.(late);
  expect([late.calls, server.peers.size]).toEqual([['reset'], 0]);
});
