/** The planted parsers as one file that every test runner can load before its tests. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { everyFault } from '../planted/every-fault.js';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/**
 * @returns A CommonJS file that makes `planted` a global, and exports `everyFault`, the subjects of it as `s0` and so on (mended
 *   where the variable `FIXED` is 1), and `assertChunkInvariant`. Beside it lie the packages that tests of protocols import.
 */
export function buildPlanted(folder: string): string {
  const options = '--module nodenext --target es2022 --skipLibCheck --types node --noCheck --ignoreConfig'.split(' ');
  const tsc = path('../../../../node_modules/typescript/bin/tsc');
  const sources = [path('../planted/carried.ts'), path('../planted/protocol.ts')];
  const places = ['--outDir', join(folder, 'planted'), '--rootDir', path('../planted'), ...sources];
  execFileSync(process.execPath, [tsc, ...options, ...places]);
  installPackages(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(folder, 'setup.js'),
    [
      "import './planted/carried.js';",
      "import { everyFault } from './planted/every-fault.js';",
      "const open = (index) => ({ name: everyFault[index].fault, ...everyFault[index].open(process.env.FIXED !== '1') });",
      ...everyFault.map((_, index) => `export const s${index} = open(${index});`),
      'export { everyFault };',
      "export { assertChunkInvariant } from '@wirechart/fuzz';",
    ].join('\n'),
  );
  const protocols = join(folder, 'node_modules/planted-protocols');
  mkdirSync(protocols);
  cpSync(join(folder, 'planted/protocol.js'), join(protocols, 'index.js'));
  writeFileSync(join(protocols, 'package.json'), '{ "type": "module", "exports": "./index.js" }');
  const setup = join(folder, 'setup.cjs');
  const rolldown = path('../../node_modules/rolldown/bin/cli.mjs');
  const bundled = ['setup.js', '--file', setup, '--format', 'cjs', '--platform', 'node'];
  execFileSync(process.execPath, [rolldown, ...bundled], { cwd: folder });
  return setup;
}

/** As they would be installed: what the test runners find in `node_modules` they take as it is. */
function installPackages(modules: string): void {
  for (const name of ['core', 'fuzz']) {
    const to = join(modules, '@wirechart', name);
    for (const part of ['package.json', 'dist'])
      cpSync(path(`../../../${name}/${part}`), join(to, part), { recursive: true });
  }
  for (const name of ['xstate', 'fast-check'])
    symlinkSync(realpathSync(path(`../../node_modules/${name}`)), join(modules, name));
}
