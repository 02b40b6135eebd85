/** What runs in a worker: a piece of work that can be repeated and measured. */

/** One measurement. */
export interface Sample {
  /** Nanoseconds on the clock. */
  readonly wall: number;
  /** Nanoseconds of CPU of the whole process: threads that the JIT has to itself count too. */
  readonly cpu: number;
  /** How many units of work were done. */
  readonly units: number;
}

export class Sampler {
  readonly #units: number;
  readonly #run: () => void | Promise<void>;

  /** @param units how many units of work (messages, bytes) one call of `run` does */
  constructor(units: number, run: () => void | Promise<void>) {
    this.#units = units;
    this.#run = run;
  }

  /** Runs until `milliseconds` have passed, and three times at least: enough for the JIT to have settled. Not at all for 0. */
  async warmUp(milliseconds: number): Promise<void> {
    const end = performance.now() + milliseconds;
    for (let runs = 0; milliseconds > 0 && (runs < 3 || performance.now() < end); runs++) await this.#run();
  }

  async sample(): Promise<Sample> {
    const cpu = process.cpuUsage();
    const wall = process.hrtime.bigint();
    await this.#run();
    const elapsed = Number(process.hrtime.bigint() - wall);
    const { user, system } = process.cpuUsage(cpu);
    return { wall: elapsed, cpu: (user + system) * 1000, units: this.#units };
  }

  /** Runs `times` times and gives the units done: for a counter that watches the process from outside. */
  async repeat(times: number): Promise<number> {
    for (let i = 0; i < times; i++) await this.#run();
    return times * this.#units;
  }
}
