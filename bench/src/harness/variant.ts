/**
 * Copies of what was built, one of them changed: for measuring what a part costs by taking it out. A copy is a tree of
 * its own, with the packages it runs, so that nothing of one is loaded into the other.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Changes the text of a JavaScript file. */
export type Change = (text: string) => string;

const built = fileURLToPath(new URL('..', import.meta.url));
const variants = join(built, 'variants');

/**
 * Makes a copy of the benchmark, core and protocols. Returns the folder to start workers from.
 *
 * @param change applied to every file of core
 */
export function variant(name: string, change: Change = (text) => text): string {
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
  for (const file of readdirSync(core, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.js')) continue;
    const path = join(core, file);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
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
