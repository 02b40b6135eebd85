/** The empty project that the packed packages are installed into. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const programs = fileURLToPath(new URL('../user/', import.meta.url));

/** What runs without Node: its entries are bundled for a browser, and compiled without Node's types. */
const WITHOUT_NODE = new Set(['core', 'protocols', 'transport-memory', 'transport-web', 'contract']);

/** Returns where it is, and the entries that it can import: of all packages, and of those that need no Node. */
export async function makeProject(folder) {
  const packages = readdirSync(join(root, 'packages')).map((name) => ({ ...manifest(name), name }));
  for (const { name } of packages) refuseStale(name);
  const tarballs = join(folder, 'tarballs');
  mkdirSync(tarballs);
  // npx puts pnpm on the path of the script that runs this.
  await run('pnpm', ['-r', '--filter', './packages/*', 'pack', '--pack-destination', tarballs], { cwd: root });

  const project = join(folder, 'user');
  cpSync(programs, project, { recursive: true });
  const files = readdirSync(tarballs).map((file) => join(tarballs, file));
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  await run('npm', ['install', ...quiet, ...files, '@types/node@20'], { cwd: project });

  const everywhere = entriesOf(packages.filter(({ name }) => WITHOUT_NODE.has(name)));
  const all = entriesOf(packages);
  writeFileSync(join(project, 'entries.mjs'), all.map((entry) => `import '${entry}';\n`).join(''));
  writeFileSync(join(project, 'entries.cjs'), all.map((entry) => `require('${entry}');\n`).join(''));
  writeFileSync(join(project, 'entries.ts'), typed(all));
  writeFileSync(join(project, 'entries-without-node.ts'), typed(everywhere));
  return { folder: project, all, everywhere };
}

const manifest = (name) => JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));

const entriesOf = (packages) =>
  packages.flatMap(({ name, exports }) =>
    Object.keys(exports).map((subpath) => `@wirechart/${name}${subpath.slice(1)}`),
  );

/** Takes all that an entry has, so that all of its declarations are checked. */
const typed = (entries) =>
  entries.map((entry, i) => `import * as entry${i} from '${entry}';\nexport { entry${i} };\n`).join('');

/** What was compiled from a source that is no more would be published too. */
function refuseStale(name) {
  const [dist, src] = ['dist', 'src'].map((part) => join(root, 'packages', name, part));
  const stale = readdirSync(dist, { recursive: true }).filter(
    (file) =>
      file.endsWith('.js') && !existsSync(join(src, file.replace(/\.js$/, '.ts'))) && !existsSync(join(src, file)),
  );
  if (stale.length === 0) return;
  throw new Error(`packages/${name}/dist has ${stale.join(', ')}, of which there is no source: run pnpm clean`);
}
