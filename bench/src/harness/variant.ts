/**
 * Copies of what was built, one of them changed: for measuring what a part costs by taking it out. A copy is a tree of
 * its own, with the packages it runs, so that nothing of one is loaded into the other.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What is found in the JavaScript of core, wherever it is, and what it becomes. The pattern is global. */
export interface Change {
  readonly pattern: RegExp;
  readonly replacement: string;
}

const built = fileURLToPath(new URL('..', import.meta.url));
const variants = join(built, 'variants');

/**
 * Makes a copy of the benchmark, core and protocols. Returns the folder to start workers from.
 *
 * @throws Error when a change finds nothing to change: core is no longer what the change was made for
 */
export function variant(name: string, changes: readonly Change[] = []): string {
  const root = join(variants, name);
  rmSync(root, { recursive: true, force: true });
  const benchmark = join(root, 'bench');
  mkdirSync(benchmark, { recursive: true });
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }\n');
  for (const folder of ['harness', 'subjects', 'by-hand']) {
    cpSync(join(built, folder), join(benchmark, folder), { recursive: true });
  }
  const core = copyPackage('@wirechart/core', root, 'index.js');
  copyPackage('@wirechart/protocols', root, 'json-header/index.js');
  const files = readdirSync(core, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => join(core, file));
  for (const { pattern, replacement } of changes) {
    const affected = files.filter((file) => readFileSync(file, 'utf8').search(pattern) >= 0);
    if (affected.length === 0) throw new Error(`nothing in core is like ${pattern}`);
    for (const file of affected) writeFileSync(file, readFileSync(file, 'utf8').replaceAll(pattern, replacement));
  }
  return benchmark;
}

/** Copies package.json and dist. Returns where dist lies now. */
function copyPackage(name: string, root: string, entry: string): string {
  const specifier = entry === 'index.js' ? name : `${name}/${dirname(entry)}`;
  const dist = join(createRequire(import.meta.url).resolve(specifier), ...entry.split('/').map(() => '..'));
  const copy = join(root, 'node_modules', name);
  cpSync(dist, join(copy, 'dist'), { recursive: true });
  cpSync(join(dist, '..', 'package.json'), join(copy, 'package.json'));
  return join(copy, 'dist');
}
