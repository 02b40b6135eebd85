import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The version of a package as installed for the working directory, or undefined if it cannot be found. */
export function packageVersion(name: string): string | undefined {
  const require = createRequire(join(process.cwd(), 'package.json'));
  for (const folder of require.resolve.paths(name) ?? []) {
    const version = versionIn(join(folder, name, 'package.json'));
    if (version !== undefined) return version;
  }
  // Standard modules have the version of the runtime.
  return name.startsWith('node:') ? process.version.slice(1) : versionAbove(require, name);
}

/** A package that lies elsewhere, as with Plug'n'Play: upwards from its entry. */
function versionAbove(require: NodeJS.Require, name: string): string | undefined {
  let folder: string;
  try {
    folder = dirname(require.resolve(name));
  } catch {
    return undefined;
  }
  for (; folder !== dirname(folder); folder = dirname(folder)) {
    const version = versionIn(join(folder, 'package.json'), name);
    if (version !== undefined) return version;
  }
  return undefined;
}

function versionIn(file: string, name?: string): string | undefined {
  try {
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown; version?: unknown };
    if (name !== undefined && manifest.name !== name) return undefined;
    return typeof manifest.version === 'string' ? manifest.version : undefined;
  } catch {
    return undefined;
  }
}
