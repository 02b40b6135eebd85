import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { FuzzUsageError } from '../subject/usage-error.js';

/** The files of a folder and those below it, or one file, by name. Hidden files are left out. */
export function readInputs(path: string): Record<string, Uint8Array> {
  let files: string[];
  try {
    files = statSync(path).isDirectory() ? filesBelow(path) : [path];
  } catch (error) {
    throw new FuzzUsageError('EMPTY_CORPUS', `${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  return Object.fromEntries(files.sort().map((file) => [relative(path, file) || file, readFileSync(file)]));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/**
 * Tokens, one in a line, with the escapes of JSON (`\\r\\n`, `\\u0000`), in quotes or without. Empty lines and those with # in
 * front do not count.
 */
export function readTokens(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split(/\r?\n/)
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => JSON.parse(QUOTED.test(line) ? line : `"${line.replaceAll(LONE_QUOTE, '\\"')}"`) as string);
  } catch (error) {
    throw new FuzzUsageError('INVALID_OPTION', `${path}: ${(error as Error).message}`, { cause: error });
  }
}

const QUOTED = /^"(?:[^"\\]|\\.)*"$/;
/** A quote that is not escaped: what stands before it are pairs of backslashes. */
const LONE_QUOTE = /(?<=(?:^|[^\\])(?:\\\\)*)"/g;
