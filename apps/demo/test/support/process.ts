/** Programs as child processes, seen as a person sees them: what they print, and how they end. */
import { spawn } from 'node:child_process';
import { onTestFinished, vi } from 'vitest';

// Processes take their time to start on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

export interface Ended {
  /** Exit status, or the signal that ended it. */
  readonly status: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

export class RunningProgram {
  readonly #child;
  #stdout = '';
  #stderr = '';
  #whenOutput: (() => void)[] = [];
  readonly ended: Promise<Ended>;

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.#child = spawn(command, args, { env: { ...process.env, NO_COLOR: undefined, ...env } });
    this.#child.stdout.setEncoding('utf8').on('data', (text) => {
      this.#stdout += text;
      this.#heard();
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text) => {
      this.#stderr += text;
    });
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code, signal) => {
        resolve({ status: code ?? (signal as NodeJS.Signals), stdout: this.#stdout, stderr: this.#stderr });
        this.#heard();
      });
    });
    onTestFinished(() => {
      this.#child.kill('SIGKILL');
    });
  }

  /** What it has printed so far. */
  get stdout(): string {
    return this.#stdout;
  }

  write(input: string | Uint8Array): this {
    // A program that ends without reading all of its input is not a failure of the test.
    this.#child.stdin.on('error', () => {}).end(input);
    return this;
  }

  /** Reads no more of what it prints, as `head` does. */
  stopReading(): this {
    this.#child.stdout.destroy();
    return this;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits until standard output matches. Throws when the program ends before. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.#stdout);
      if (found !== null) return found;
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        const { status, stderr } = await this.ended;
        const last = pattern.exec(this.#stdout);
        if (last !== null) return last;
        throw new Error(`ended with ${status} before it printed ${pattern}:\n${this.#stdout}${stderr}`);
      }
      await new Promise<void>((resolve) => this.#whenOutput.push(resolve));
    }
  }

  #heard(): void {
    for (const resolve of this.#whenOutput.splice(0)) resolve();
  }
}
