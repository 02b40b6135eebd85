/** TypeScript: are the declarations read as they are, without skipLibCheck? */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.js';

const installed = fileURLToPath(new URL('../node_modules/', import.meta.url));

const RESOLUTIONS = { node16: 'node16', nodenext: 'nodenext', bundler: 'esnext' };

/** A program on Node has Node's types; one in a browser has the DOM's. */
const PROGRAMS = [
  { name: "Node's types", files: ['app.ts', 'entries.ts'], lib: ['ES2022'], types: ['node'] },
  { name: "Node's types and the DOM's", files: ['app.ts', 'entries.ts'], lib: ['ES2022', 'DOM'], types: ['node'] },
  { name: "the DOM's types", files: ['entries-without-node.ts'], lib: ['ES2022', 'DOM'], types: [] },
  // XState's own declarations want an AbortSignal, which only those two have.
  { name: 'neither', files: ['entries-without-node.ts'], lib: ['ES2022'], types: [], skipLibCheck: true },
];

export function compilerRows({ folder }, slice) {
  const versions = readdirSync(installed)
    .filter((name) => name.startsWith('typescript-'))
    .map((name) => name.slice('typescript-'.length));
  const rows = [];
  for (const version of slice ? [versions[0], versions.at(-1)] : versions) {
    for (const [moduleResolution, module] of Object.entries(RESOLUTIONS)) {
      for (const { name, files, ...options } of PROGRAMS) {
        if (slice && moduleResolution !== 'nodenext' && name !== "Node's types") continue;
        const title = `TypeScript ${version}, ${moduleResolution}, with ${name}`;
        rows.push(row(title, version, { files, compilerOptions: { module, moduleResolution, ...options } }));
      }
    }
    // From 5.8 on a CommonJS module may import what Node can require.
    if (Number(version) >= 5.8) {
      const options = { module: 'nodenext', moduleResolution: 'nodenext', lib: ['ES2022'], types: ['node'] };
      rows.push(
        row(`TypeScript ${version}, nodenext, a CommonJS module`, version, {
          files: ['app.cts'],
          compilerOptions: options,
        }),
      );
    }
  }
  return rows;

  function row(name, version, { files, compilerOptions }) {
    const config = `tsconfig.${name.replaceAll(/\W+/g, '-')}.json`;
    const fixed = {
      noEmit: true,
      strict: true,

      target: 'ES2022',
      skipLibCheck: false,
    };
    return {
      name,
      run: () => {
        writeFileSync(
          join(folder, config),
          JSON.stringify({ compilerOptions: { ...fixed, ...compilerOptions }, files }),
        );
        return run(process.execPath, [join(installed, `typescript-${version}`, 'bin/tsc'), '-p', config], {
          cwd: folder,
        });
      },
    };
  }
}
