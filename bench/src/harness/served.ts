/** A contestant of two processes: a server, and a load generator that is the same for all. */
import type { ExchangeName } from '../subjects/exchanges.js';
import type { Load, LoadOptions } from '../subjects/load.js';
import type { Memory } from '../subjects/servers.js';
import type { Contestant } from './interleave.js';
import { Remote } from './remote.js';
import type { Sample } from './sampler.js';

export interface Serving {
  /** Module of the server. Default `servers`. */
  readonly module?: string | undefined;
  /** What the generator asks. Default `json-header`. */
  readonly exchange?: ExchangeName | undefined;
}

/** A server and its generator, at hand in this process. */
export class Served {
  readonly #server: Remote;
  readonly #load: Remote;

  private constructor(server: Remote, load: Remote) {
    this.#server = server;
    this.#load = load;
  }

  static async start(subject: string, { module = 'servers', exchange = 'json-header' }: Serving = {}): Promise<Served> {
    const server = await Remote.start({ module, subject });
    const argument: LoadOptions = { port: await server.call<number>('port'), exchange };
    return new Served(server, await Remote.start({ module: 'load', subject: 'load', argument }));
  }

  /** Calls a method of the generator. */
  load<TMethod extends keyof Load>(method: TMethod, argument: Parameters<Load[TMethod]>[0]): ReturnType<Load[TMethod]> {
    return this.#load.call<Awaited<ReturnType<Load[TMethod]>>>(method, argument) as ReturnType<Load[TMethod]>;
  }

  /** Nanoseconds of CPU that the server has used so far. */
  cpu(): Promise<number> {
    return this.#server.call<number>('cpu');
  }

  /** Calls a method of the server. */
  server<T>(method: string): Promise<T> {
    return this.#server.call<T>(method);
  }

  memory(): Promise<Memory> {
    return this.#server.call<Memory>('memory');
  }

  async close(): Promise<void> {
    await this.#load.close();
    await this.#server.close();
  }
}

export interface ServedWork extends Serving {
  /** Called once for each launch. */
  prepare?(served: Served): Promise<void>;
  /** Does the work once. Returns the nanoseconds that the generator saw. */
  run(served: Served): Promise<number>;
  /** Units of work in one run. */
  readonly units: number;
}

/** CPU time is the server's. */
export function servedBy(name: string, subject: string, { prepare, run, units, ...serving }: ServedWork): Contestant {
  return {
    name,
    async start() {
      const served = await Served.start(subject, serving);
      await prepare?.(served);
      return {
        async warmUp(milliseconds) {
          const end = performance.now() + milliseconds;
          while (performance.now() < end) await run(served);
        },
        async sample(): Promise<Sample> {
          const before = await served.cpu();
          const wall = await run(served);
          return { wall, cpu: (await served.cpu()) - before, units };
        },
        close: () => served.close(),
      };
    },
  };
}
