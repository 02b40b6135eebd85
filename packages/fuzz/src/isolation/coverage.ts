import inspector, { type Profiler } from 'node:inspector';

/** Whether what is new is kept in mind, only counted, or not even looked at. */
export type CoverageRequest = 'count' | 'keep' | 'discard';

/** From one offset of a script up to another. */
type Range = readonly [start: number, end: number];

/**
 * What V8 says about the code that has run: how much of it was reached that had not been reached before. It counts within a
 * function only if it was told to before that was compiled, which is when it is called for the first time, and forgets that it was
 * told to when nobody listens: so it is told once in a process, and goes on counting.
 */
export class Coverage {
  static #listening: inspector.Session | undefined;
  /** What of each function that has run was never reached. How often something was reached does not count. */
  readonly #unreached = new Map<string, readonly Range[]>();
  readonly #own: string;

  /** @param own Start of the URLs of code that does not count, which is the fuzzer's. */
  constructor(own: string) {
    this.#own = own;
  }

  /** Functions of which more was reached since the last call than ever; the first call in a process starts counting and gives 0. */
  async take(request: CoverageRequest): Promise<number> {
    if (Coverage.#listening === undefined) {
      Coverage.#listening = new inspector.Session();
      Coverage.#listening.connect();
      await Coverage.#post('Profiler.enable');
      await Coverage.#post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
      return 0;
    }
    const { result } = await Coverage.#post<Profiler.TakePreciseCoverageReturnType>('Profiler.takePreciseCoverage');
    if (request === 'discard') return 0;
    let news = 0;
    for (const script of result) {
      if (script.url === '' || script.url.startsWith('node:') || script.url.startsWith(this.#own)) continue;
      for (const { ranges } of script.functions) {
        const [whole] = ranges;
        if (whole === undefined || whole.count === 0) continue;
        const unreached = ranges
          .filter(({ count }) => count === 0)
          .map(({ startOffset, endOffset }): Range => [startOffset, endOffset]);
        const key = `${script.scriptId}:${whole.startOffset}`;
        const before = this.#unreached.get(key);
        const left = before === undefined ? unreached : inBoth(before, unreached);
        if (before !== undefined && sizeOf(left) === sizeOf(before)) continue;
        news++;
        if (request === 'keep') this.#unreached.set(key, left);
      }
    }
    return news;
  }

  static #post<Result = object>(method: string, params: object = {}): Promise<Result> {
    return new Promise((resolve, reject) => {
      const done = (error: Error | null, result?: object) =>
        error === null ? resolve(result as Result) : reject(error);
      Coverage.#listening?.post(method, params, done);
    });
  }
}

function inBoth(some: readonly Range[], others: readonly Range[]): readonly Range[] {
  return some.flatMap(([start, end]) =>
    others.flatMap(([from, to]): Range[] => {
      const both: Range = [Math.max(start, from), Math.min(end, to)];
      return both[0] < both[1] ? [both] : [];
    }),
  );
}

function sizeOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, [start, end]) => sum + end - start, 0);
}
