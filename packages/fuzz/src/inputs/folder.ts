import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FuzzUsageError } from '../subject/usage-error.js';
import type { NamedInput } from './corpus.js';

/** A folder of inputs that grows: a file each, named after its content. */
export class CorpusFolder {
  readonly #path: string;

  /** Makes the folder where it is not there. Throws FuzzUsageError (`INVALID_OPTION`) if that cannot be done. */
  constructor(path: string) {
    this.#path = path;
    try {
      mkdirSync(path, { recursive: true });
    } catch (error) {
      throw new FuzzUsageError('INVALID_OPTION', `corpusFolder: ${(error as Error).message}`, { cause: error });
    }
  }

  read(): NamedInput[] {
    return readdirSync(this.#path, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ name }) => ({ name, bytes: Uint8Array.from(readFileSync(join(this.#path, name))) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  add(bytes: Uint8Array): void {
    writeFileSync(join(this.#path, createHash('sha256').update(bytes).digest('hex').slice(0, 20)), bytes);
  }
}
