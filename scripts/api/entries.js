/** What users import: the packages' `exports`, each with its declarations. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Every entry of every package: `{ name: 'protocols-resp', import: '@wirechart/protocols/resp', folder, types, source }`. */
export const entries = readdirSync(join(root, 'packages')).flatMap((name) => {
  const folder = join(root, 'packages', name);
  const { name: packageName, exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.entries(exports)
    .filter(([, target]) => target.types !== undefined)
    .map(([subpath, { types }]) => ({
      name: [name, ...subpath.split('/').slice(1)].join('-'),
      import: packageName + subpath.slice(1),
      folder,
      types: join(folder, types),
      source: join(folder, types.replace('/dist/', '/src/').replace(/\.d\.ts$/, '.ts')),
    }));
});

/** Declarations are read as a user's program would. */
export const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2023', 'ESNext.Disposable'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
  strict: true,
  skipLibCheck: true,
};
