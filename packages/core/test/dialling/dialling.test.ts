/** Happy Eyeballs (RFC 8305) in virtual time: who is attempted when, who wins, and how it ends when nobody does. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DialAddress, Dialling, interleave, type TraceRecord } from '../../src/index.js';

const six = (n: number): DialAddress => ({ address: `2001:db8::${n}`, family: 6 });
const four = (n: number): DialAddress => ({ address: `192.0.2.${n}`, family: 4 });

describe('the order of addresses', () => {
  test.each([
    [
      [six(1), six(2), four(1), four(2)],
      [six(1), four(1), six(2), four(2)],
    ],
    [
      [four(1), six(1), six(2), six(3)],
      [four(1), six(1), six(2), six(3)],
    ],
    [
      [six(1), six(2)],
      [six(1), six(2)],
    ],
    [[], []],
  ])('%j', (given, tried) => {
    expect(interleave(given)).toEqual(tried);
  });

  test('loses none, doubles none, and keeps the order within a family', () => {
    const address = fc.record({ address: fc.string(), family: fc.constantFrom(4 as const, 6 as const) });
    fc.assert(
      fc.property(fc.array(address), (given) => {
        const tried = interleave(given);
        expect(tried).toHaveLength(given.length);
        for (const family of [4, 6]) {
          expect(tried.filter((one) => one.family === family)).toEqual(given.filter((one) => one.family === family));
        }
      }),
    );
  });
});

describe.each(['compiled', 'xstate'] as const)('dialling, by the %s machine', (runtime) => {
  /** What each address does: connects or refuses so many milliseconds after it was attempted, or says nothing. */
  type Behaviour = { readonly connects: number } | { readonly refuses: number } | 'silent';

  interface Told {
    readonly log: readonly string[];
    readonly records: readonly TraceRecord[];
  }

  /** Runs a dialling on a clock of its own, event by event. */
  function dial(addresses: readonly (readonly [DialAddress, Behaviour])[], options: object = {}): Told {
    const log: string[] = [];
    const records: TraceRecord[] = [];
    const dialling = new Dialling(
      {
        name: 'dial/name.test:80',
        timeout: 10_000,
        attemptDelay: 250,
        runtime,
        onTransition: (record) => records.push(record),
        ...options,
      },
      0,
    );
    const due: { readonly at: number; readonly tell: (now: number) => void }[] = [];
    dialling.resolved(
      addresses.map(([address]) => address),
      0,
    );
    for (let now = 0, steps = 0; ; steps++) {
      expect(steps).toBeLessThan(1000);
      for (let command = dialling.nextCommand(); command !== undefined; command = dialling.nextCommand()) {
        const { attempt, address } = command;
        log.push(`${now}: attempt ${address.address}`);
        const [, behaviour] = addresses.find(([one]) => one === address) as (typeof addresses)[number];
        if (behaviour === 'silent') continue;
        if ('connects' in behaviour)
          due.push({ at: now + behaviour.connects, tell: (at) => dialling.connected(attempt, at) });
        else due.push({ at: now + behaviour.refuses, tell: (at) => dialling.failed(attempt, at) });
      }
      if (dialling.outcome !== undefined) {
        log.push(`${now}: ${dialling.outcome}`);
        return { log, records };
      }
      due.sort((one, other) => one.at - other.at);
      const next = due[0];
      if (next !== undefined && next.at <= dialling.pollTimeout()) {
        due.shift();
        now = next.at;
        next.tell(now);
      } else {
        now = dialling.pollTimeout();
        dialling.handleTimeout(now);
      }
    }
  }

  test('the first address answers: no other is attempted', () => {
    expect(
      dial([
        [six(1), { connects: 30 }],
        [four(1), { connects: 1 }],
      ]).log,
    ).toEqual(['0: attempt 2001:db8::1', '30: connected']);
  });

  test('the first is silent: the other family has its turn after the attempt delay, and wins', () => {
    expect(
      dial([
        [six(1), 'silent'],
        [six(2), 'silent'],
        [four(1), { connects: 40 }],
      ]).log,
    ).toEqual(['0: attempt 2001:db8::1', '250: attempt 192.0.2.1', '290: connected']);
  });

  test('a slow first address goes on beside the others, and may still win', () => {
    expect(
      dial([
        [six(1), { connects: 600 }],
        [four(1), 'silent'],
        [six(2), 'silent'],
      ]).log,
    ).toEqual(['0: attempt 2001:db8::1', '250: attempt 192.0.2.1', '500: attempt 2001:db8::2', '600: connected']);
  });

  test('a refusal is not waited for: the next address has its turn at once', () => {
    expect(
      dial([
        [six(1), { refuses: 5 }],
        [four(1), { refuses: 7 }],
        [six(2), { connects: 20 }],
      ]).log,
    ).toEqual(['0: attempt 2001:db8::1', '5: attempt 192.0.2.1', '12: attempt 2001:db8::2', '32: connected']);
  });

  test('a late refusal of an earlier address does not end what is under way', () => {
    expect(
      dial([
        [six(1), { refuses: 300 }],
        [four(1), { connects: 400 }],
      ]).log,
    ).toEqual(['0: attempt 2001:db8::1', '250: attempt 192.0.2.1', '650: connected']);
  });

  test('everybody refuses: unreachable when the last has', () => {
    expect(
      dial([
        [six(1), { refuses: 900 }],
        [four(1), { refuses: 10 }],
      ]).log,
    ).toEqual(['0: attempt 2001:db8::1', '250: attempt 192.0.2.1', '900: unreachable']);
  });

  test('nobody answers: the time-out bounds the whole', () => {
    expect(
      dial(
        [
          [six(1), 'silent'],
          [four(1), 'silent'],
        ],
        { timeout: 1000 },
      ).log,
    ).toEqual(['0: attempt 2001:db8::1', '250: attempt 192.0.2.1', '1000: timed-out']);
  });

  test('the look-up counts against the time-out', () => {
    const dialling = new Dialling({ name: 'dial', timeout: 1000, attemptDelay: 250, runtime }, 0);
    expect(dialling.state).toBe('dialling.resolving');
    expect(dialling.pollTimeout()).toBe(1000);
    dialling.resolved([six(1)], 900);
    expect(dialling.pollTimeout()).toBe(1000);
    dialling.handleTimeout(1000);
    expect(dialling.outcome).toBe('timed-out');
    // What comes too late changes nothing.
    dialling.connected(0, 1001);
    expect(dialling.outcome).toBe('timed-out');
  });

  test('no address, or no look-up: unresolved', () => {
    const options = { name: 'dial', timeout: 1000, attemptDelay: 250, runtime };
    const none = new Dialling(options, 0);
    none.resolved([], 1);
    expect(none.outcome).toBe('unresolved');
    const failed = new Dialling(options, 0);
    failed.unresolved(1);
    expect(failed.outcome).toBe('unresolved');
  });

  test('the attempt delay is the caller’s', () => {
    expect(
      dial(
        [
          [six(1), 'silent'],
          [four(1), { connects: 0 }],
        ],
        { attemptDelay: 100 },
      ).log,
    ).toEqual(['0: attempt 2001:db8::1', '100: attempt 192.0.2.1', '100: connected']);
  });

  test('it is seen in the trace', () => {
    const { records } = dial([
      [six(1), 'silent'],
      [four(1), { connects: 40 }],
    ]);
    const told = records.map(
      ({ connection, time, from, event, to }) =>
        `${connection} ${time} ${from} ${event.split('.').slice(0, 3).join('.')} ${to}`,
    );
    expect(told).toEqual([
      'dial/name.test:80 0 dialling.resolving resolved dialling.attempting',
      'dial/name.test:80 250 dialling.attempting xstate.after.attemptDelay dialling.attempting',
      'dial/name.test:80 290 dialling.attempting connected connected',
    ]);
  });

  test('whatever addresses do: each is attempted at most once, never sooner than the RFC has it, and it ends', () => {
    const behaviour = fc.oneof(
      fc.record({ connects: fc.nat(2000) }),
      fc.record({ refuses: fc.nat(2000) }),
      fc.constant('silent' as const),
    );
    fc.assert(
      fc.property(fc.array(behaviour, { minLength: 1, maxLength: 8 }), fc.nat(255), (behaviours, families) => {
        const addresses = behaviours.map((one, at) => [families & (1 << at) ? six(at) : four(at), one] as const);
        const { log } = dial(addresses, { timeout: 5000 });
        const attempts = log.slice(0, -1);
        expect(new Set(attempts.map((line) => line.split(' ')[2])).size).toBe(attempts.length);
        const [time, outcome] = (log.at(-1) as string).split(': ') as [string, string];
        expect(Number(time)).toBeLessThanOrEqual(5000);
        const reachable = behaviours.some((one) => one !== 'silent' && 'connects' in one);
        // Eight attempts begin within 1,750 ms, and each that answers does so within 2,000.
        expect(outcome === 'connected').toBe(reachable);
        if (!reachable) expect(outcome).toBe(behaviours.includes('silent') ? 'timed-out' : 'unreachable');
      }),
    );
  });
});
