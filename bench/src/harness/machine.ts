/** On what it ran. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, cpus, loadavg, release, totalmem, type } from 'node:os';
import { dirname, join } from 'node:path';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memory: string;
  readonly system: string;
  /** Of the last minute, before the run: 0 on a machine that has nothing else to do. */
  readonly load: number;
  readonly versions: Readonly<Record<string, string>>;
}

export function machine(packages: readonly string[]): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    system: `${type()} ${release()} ${arch()}`,
    load: Number(loadavg()[0]?.toFixed(2)),
    versions: {
      node: process.versions.node,
      v8: process.versions.v8,
      ...Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
    },
  };
}

/** Some packages do not export their package.json: it is looked for above their entry. */
function versionOf(name: string): string {
  let folder = dirname(createRequire(import.meta.url).resolve(name));
  for (;;) {
    try {
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (manifest.name === name && manifest.version !== undefined) return manifest.version;
    } catch {
      // Not here.
    }
    const above = dirname(folder);
    if (above === folder) return 'unknown';
    folder = above;
  }
}
