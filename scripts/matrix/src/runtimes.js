/** Node, Bun and Deno: do the packages load, and does a server answer? Those of other systems than Linux on x64 are left out. */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from './run.js';

const installed = fileURLToPath(new URL('../node_modules/', import.meta.url));

const KINDS = {
  node: { program: 'bin/node', args: [] },
  bun: { program: 'bin/bun', args: ['run'] },
  deno: { program: 'deno', args: ['run', '--allow-all'] },
};

/** The files that each of them runs, in `user/` or made by `project.js`. */
const PROGRAMS = {
  'imports every entry': 'entries.mjs',
  'requires every entry': 'entries.cjs',
  'serves and calls, in memory and over TCP': 'exchange.mjs',
  'serves and calls over TLS': 'exchange-over-tls.mjs',
  'serves and calls from CommonJS': 'exchange.cjs',
};

export function runtimeRows({ folder }) {
  return [
    { name: `node ${process.versions.node}, which runs this`, program: process.execPath, args: [] },
    ...others(),
  ].flatMap(({ name, program, args }) =>
    Object.entries(PROGRAMS).map(([what, file]) => ({
      name: `${name} ${what}`,
      run: () => run(program, [...args, file], { cwd: folder }),
    })),
  );
}

function others() {
  return readdirSync(installed).flatMap((name) => {
    const [kind, version] = name.split('-');
    const { program, args } = KINDS[kind] ?? {};
    if (program === undefined || !existsSync(`${installed}${name}/${program}`)) return [];
    return [{ name: `${kind} ${version}`, program: `${installed}${name}/${program}`, args }];
  });
}
