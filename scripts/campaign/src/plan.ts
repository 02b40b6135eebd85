/** What happens in one run, as data: drawn from a seed, made smaller where it fails, and printed. */
import { Random } from '@wirechart/transport-memory';

export interface Plan {
  /** Of everything that the network draws. */
  readonly seed: number;
  readonly network: NetworkPlan;
  readonly server: ServerPlan;
  readonly clients: readonly ClientPlan[];
}

export interface NetworkPlan {
  readonly chunking: 'as written' | 'coalesced' | 'byte by byte' | 'fixed' | 'random';
  /** Milliseconds on the way, at least and at most. */
  readonly latency: readonly [number, number];
  readonly receiveBuffer: number;
  readonly highWater: number;
  /** Whether chunks are compared with copies in the end. */
  readonly guarded: boolean;
}

export interface ServerPlan {
  /** Milliseconds that a handler takes; it answers at once where this is 0. */
  readonly delay: number;
  /** How the server closes while clients may be busy, and when. */
  readonly early: { readonly how: 'close' | 'abort'; readonly at: number } | undefined;
}

export interface ClientPlan {
  /** Milliseconds before it connects. */
  readonly start: number;
  /** Length of each of its requests. */
  readonly requests: readonly number[];
  /** Whether it sends all requests without waiting for replies. */
  readonly pipelined: boolean;
  /** Whether it leaves closing to the server. */
  readonly stays: boolean;
  readonly trouble: Trouble | undefined;
}

/** What befalls one client. The others must not notice. */
export type Trouble =
  | { readonly kind: 'reset'; readonly to: 'client' | 'server'; readonly after: number }
  | { readonly kind: 'stall'; readonly to: 'client' | 'server'; readonly after: number; readonly milliseconds: number }
  /** It is parted from the server for a time. */
  | { readonly kind: 'partition'; readonly at: number; readonly milliseconds: number }
  /** It never reads. */
  | { readonly kind: 'deaf' }
  /** It aborts. */
  | { readonly kind: 'abort'; readonly at: number }
  /** The handler of one of its requests throws. */
  | { readonly kind: 'handler throws'; readonly request: number }
  /** It does not speak the protocol: so many random bytes, after so many bytes of a good request, then an end or silence. */
  | { readonly kind: 'rogue'; readonly good: number; readonly bytes: readonly number[]; readonly ends: boolean };

export function planOf(seed: number): Plan {
  const random = new Random(seed);
  const pick = <T>(...values: readonly T[]): T => values[random.integer(0, values.length - 1)] as T;
  const chance = (percent: number) => random.integer(1, 100) <= percent;
  const chunking = pick('as written', 'coalesced', 'byte by byte', 'fixed', 'random', 'random');
  // Each byte that travels alone is a step of the simulation: such runs have short messages.
  const longest = chunking === 'byte by byte' ? 60 : pick(60, 400, 400, 3000);
  const upTo = (most: number) => random.integer(0, most);

  const trouble = (requests: number): Trouble => {
    switch (random.integer(0, 6)) {
      case 0:
        return { kind: 'reset', to: pick('client', 'server'), after: upTo(longest) };
      case 1:
        return {
          kind: 'stall',
          to: pick('client', 'server'),
          after: upTo(longest),
          milliseconds: pick(10, 5_000, 90_000),
        };
      case 2:
        return { kind: 'partition', at: upTo(100), milliseconds: pick(10, 5_000, 90_000) };
      case 3:
        return { kind: 'deaf' };
      case 4:
        return { kind: 'abort', at: upTo(150) };
      case 5:
        return { kind: 'handler throws', request: random.integer(0, Math.max(0, requests - 1)) };
      default: {
        const bytes = Array.from({ length: random.integer(0, 40) }, () => random.integer(0, 255));
        return { kind: 'rogue', good: upTo(longest), bytes, ends: chance(50) };
      }
    }
  };
  const client = (): ClientPlan => {
    const requests = Array.from({ length: random.integer(0, 5) }, () => random.integer(0, longest));
    return {
      start: upTo(50),
      requests,
      pipelined: chance(50),
      stays: chance(30),
      trouble: chance(40) ? trouble(requests.length) : undefined,
    };
  };
  return {
    seed,
    network: {
      chunking,
      latency: pick<[number, number]>([0, 0], [1, 1], [0, 20], [5, 50]),
      receiveBuffer: pick(64, 1000, 65_536),
      highWater: pick(16, 500, 65_536),
      guarded: chance(10),
    },
    server: {
      delay: pick(0, 0, 1, 30),
      early: chance(15) ? { how: pick('close', 'abort'), at: upTo(200) } : undefined,
    },
    clients: Array.from({ length: random.integer(1, 4) }, client),
  };
}
