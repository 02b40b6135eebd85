import { describe, expect, test } from 'vitest';
import { StandstillError, StepLimitError, simulatedNetwork, socketPair } from '../src/index.js';
import { recorder } from './support/recorder.js';

describe('time', () => {
  test('starts at 0 and goes to the next thing that happens', async () => {
    const network = simulatedNetwork({ run: 'stepped' });
    const told: [string, number][] = [];
    const timer = (name: string, delay: number) =>
      network.clock.setTimer(() => told.push([name, network.clock.now()]), delay);
    timer('late', 30);
    timer('first', 10);
    timer('second', 10);
    expect(network.clock.now()).toBe(0);
    expect(await network.step()).toBe(true);
    expect(told).toEqual([['first', 10]]);
    expect(await network.advanceToNextDeadline()).toBe(true);
    expect(await network.advanceToNextDeadline()).toBe(true);
    expect(told).toEqual([
      ['first', 10],
      ['second', 10],
      ['late', 30],
    ]);
    expect(await network.step()).toBe(false);
    expect(await network.advanceToNextDeadline()).toBe(false);
  });

  test('advanceToNextDeadline, does everything of that time', async () => {
    const network = simulatedNetwork({ run: 'stepped' });
    const told: string[] = [];
    network.clock.setTimer(() => told.push('a'), 5);
    network.clock.setTimer(() => told.push('b'), 5);
    network.clock.setTimer(() => told.push('c'), 6);
    await network.advanceToNextDeadline();
    expect(told).toEqual(['a', 'b']);
  });

  test('advanceBy, stops where it was told to, whether something happens or not', async () => {
    const network = simulatedNetwork({ run: 'stepped' });
    let fired = 0;
    network.clock.setTimer(() => fired++, 10);
    await network.advanceBy(9);
    expect([network.clock.now(), fired]).toEqual([9, 0]);
    await network.advanceBy(1);
    expect([network.clock.now(), fired]).toEqual([10, 1]);
    await expect(network.advanceTo(9)).rejects.toThrow(RangeError);
  });

  test('a cleared timer, does not fire', async () => {
    const network = simulatedNetwork({ run: 'stepped' });
    const timer = network.clock.setTimer(() => expect.unreachable(), 10);
    network.clock.clearTimer(timer);
    network.clock.clearTimer(timer);
    await network.advanceBy(100);
  });

  test('a timer’s own timer, waits its own delay', async () => {
    const network = simulatedNetwork({ run: 'stepped' });
    const times: number[] = [];
    const again = () => {
      times.push(network.clock.now());
      if (times.length < 3) network.clock.setTimer(again, 10);
    };
    network.clock.setTimer(again, 10);
    await network.advanceBy(100);
    expect(times).toEqual([10, 20, 30]);
  });
});

describe('runUntilIdle', () => {
  test('leaves timers to later, but not those that come due on the way', async () => {
    const { client, server, simulation } = socketPair({ run: 'stepped', latency: 50 });
    const fired: number[] = [];
    for (const delay of [20, 60]) simulation.clock.setTimer(() => fired.push(delay), delay);
    server.start(recorder());
    client.write([new Uint8Array(1)]);
    await simulation.runUntilIdle();
    // There and, with the window, back again.
    expect(simulation.clock.now()).toBe(100);
    expect(fired).toEqual([20, 60]);
    simulation.clock.setTimer(() => expect.unreachable(), 1);
    expect(await simulation.runUntilIdle()).toBe(0);
  });

  test('lets promises settle between two steps', async () => {
    const { client, server, simulation } = socketPair({ run: 'stepped' });
    server.start(recorder());
    const deep = async (level: number): Promise<void> => (level === 0 ? undefined : deep(level - 1));
    const answered = (async () => {
      await deep(15);
      client.write([new Uint8Array(1)]);
    })();
    expect(await simulation.runUntilIdle()).toBeGreaterThan(0);
    await answered;
  });

  test('of what goes on for ever, is an error after maxSteps', async () => {
    const { simulation } = endless({ run: 'stepped' });
    await expect(simulation.runUntilIdle({ maxSteps: 1000 })).rejects.toThrow(StepLimitError);
    expect(simulation.steps).toBe(1000);
  });

  test('of what a callback throws, is rejected with it', async () => {
    const { client, server, simulation } = socketPair({ run: 'stepped' });
    const mistake = new Error('thrown by a sink');
    server.start({
      ...recorder(),
      data: () => {
        throw mistake;
      },
    });
    client.write([new Uint8Array(1)]);
    await expect(simulation.runUntilIdle()).rejects.toBe(mistake);
  });
});

describe('runUntil', () => {
  test('goes from deadline to deadline until the promise is settled', async () => {
    const network = simulatedNetwork({ run: 'stepped' });
    const sleep = (delay: number) => new Promise<void>((resolve) => void network.clock.setTimer(resolve, delay));
    const program = (async () => {
      await sleep(1000);
      await sleep(2000);
      return 'done';
    })();
    network.clock.setTimer(() => expect.unreachable(), 4000);
    expect(await network.runUntil(program)).toBe('done');
    expect(network.clock.now()).toBe(3000);
  });

  test('of a promise that nothing can settle, says so', async () => {
    const network = simulatedNetwork({ run: 'stepped' });
    await expect(network.runUntil(new Promise(() => {}))).rejects.toThrow(StandstillError);
  });

  test('of a promise that is rejected, is rejected with it', async () => {
    const network = simulatedNetwork({ run: 'stepped' });
    await expect(network.runUntil(Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  test('of what goes on for ever, is an error after maxSteps', async () => {
    const { simulation } = endless({ run: 'stepped' });
    await expect(simulation.runUntil(new Promise(() => {}), { maxSteps: 50 })).rejects.toThrow(StepLimitError);
  });
});

describe('running by itself', () => {
  test('traffic: bytes arrive, timers rest', async () => {
    const { client, server, simulation } = socketPair({ latency: 10 });
    simulation.clock.setTimer(() => expect.unreachable(), 1000);
    await new Promise<void>((resolve) => {
      server.start({ ...recorder(), end: resolve });
      client.end();
    });
    expect(simulation.clock.now()).toBe(10);
  });

  test('everything: timers fire as well', async () => {
    const network = simulatedNetwork({ run: 'everything' });
    await new Promise<void>((resolve) => void network.clock.setTimer(resolve, 60_000));
    expect(network.clock.now()).toBe(60_000);
  });

  test('stepped: nothing happens by itself', async () => {
    const { client, server, simulation } = socketPair({ run: 'stepped' });
    const sink = recorder();
    server.start(sink);
    client.end();
    for (let turn = 0; turn < 500; turn++) await undefined;
    expect(sink.told).toEqual([]);
    await simulation.step();
    await simulation.step();
    expect(sink.told).toEqual(['end']);
  });

  test('what goes on for ever: is stopped for good after maxSteps, and said', async () => {
    const errors: unknown[] = [];
    const { simulation } = endless({ maxSteps: 200, onError: (error) => errors.push(error) });
    for (let turn = 0; turn < 50_000 && errors.length === 0; turn++) await undefined;
    expect(errors).toEqual([expect.any(StepLimitError)]);
    const { steps } = simulation;
    for (let turn = 0; turn < 1000; turn++) await undefined;
    expect(simulation.steps).toBe(steps);
  });

  test('what a callback throws: is said, and the rest goes on', async () => {
    const errors: unknown[] = [];
    const { client, server } = socketPair({ onError: (error) => errors.push(error) });
    await new Promise<void>((resolve) => {
      server.start({
        ...recorder(),
        data: () => {
          throw new Error('thrown by a sink');
        },
        end: resolve,
      });
      client.write([new Uint8Array(1)]);
      client.end();
    });
    expect(errors).toEqual([new Error('thrown by a sink')]);
  });

  test('settle: takes the place of the microtasks', async () => {
    let settled = 0;
    const settle = () => {
      settled += 1;
      return new Promise<void>((resolve) => void setImmediate(resolve));
    };
    const { client, server, simulation } = socketPair({ run: 'stepped', settle });
    const sink = recorder();
    server.start(sink);
    setImmediate(() => client.end());
    await simulation.runUntilIdle();
    expect(sink.told).toEqual(['end']);
    expect(settled).toBeGreaterThan(1);
  });
});

/** Two sides that answer each other without end. */
function endless(options: Parameters<typeof socketPair>[0]) {
  const pair = socketPair(options);
  const echo = (side: typeof pair.client) => ({ ...recorder(), data: (chunk: Uint8Array) => void side.write([chunk]) });
  pair.client.start(echo(pair.client));
  pair.server.start(echo(pair.server));
  pair.client.write([new Uint8Array(1)]);
  return pair;
}
