import inspector, { type Profiler } from 'node:inspector';

/** What V8 says about the code that has run: how many places were reached that had not been reached before. */
export class Coverage {
  readonly #session = new inspector.Session();
  readonly #reached = new Set<string>();
  readonly #own: string;
  #started = false;

  /** @param own Start of the URLs of code that does not count, which is the fuzzer's. */
  constructor(own: string) {
    this.#own = own;
  }

  /** Places reached for the first time since the last call; the first call starts counting and gives 0. */
  async take(): Promise<number> {
    if (!this.#started) {
      this.#session.connect();
      await this.#post('Profiler.enable');
      await this.#post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
      this.#started = true;
      return 0;
    }
    const { result } = await this.#post<Profiler.TakePreciseCoverageReturnType>('Profiler.takePreciseCoverage');
    const before = this.#reached.size;
    for (const script of result) {
      if (script.url === '' || script.url.startsWith('node:') || script.url.startsWith(this.#own)) continue;
      for (const { functionName, ranges } of script.functions) {
        for (const { startOffset, endOffset, count } of ranges) {
          if (count > 0)
            this.#reached.add(`${script.scriptId}:${functionName}:${startOffset}-${endOffset}:${bucket(count)}`);
        }
      }
    }
    return this.#reached.size - before;
  }

  close(): void {
    this.#session.disconnect();
  }

  #post<Result = object>(method: string, params?: object): Promise<Result> {
    return new Promise((resolve, reject) => {
      const done = (error: Error | null, result?: object) =>
        error === null ? resolve(result as Result) : reject(error);
      if (params === undefined) this.#session.post(method, done);
      else this.#session.post(method, params, done);
    });
  }
}

/** How often counts only in powers of two: a loop that goes round once more is no news. */
function bucket(count: number): number {
  return count < 4 ? count : 2 + Math.floor(Math.log2(count));
}
