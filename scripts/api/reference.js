/**
 * `pnpm reference` writes the API reference from the comments in the sources, into `reference/` (which git ignores): open
 * `reference/index.html`. Fails where a comment links to what is not there, or mentions what is not exported.
 */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Application, Converter, ReflectionKind } from 'typedoc';
import { entries, root } from './entries.js';

const { help } = parseArgs({ options: { help: { type: 'boolean', short: 'h', default: false } } }).values;
if (help) {
  console.log(`pnpm reference

Writes the API reference into reference/, and fails where a comment links to what is not there or mentions what is not exported.`);
  process.exit(0);
}

const here = (file) => fileURLToPath(new URL(file, import.meta.url));

const app = await Application.bootstrap({
  name: 'Wirechart',
  entryPoints: entries.map(({ source }) => source),
  basePath: join(root, 'packages'),
  tsconfig: here('tsconfig.reference.json'),
  // The build checks the types, each package with the globals that it may know.
  skipErrorChecking: true,
  readme: here('tasks.md'),
  excludeInternal: true,
  excludePrivate: true,
  disableSources: true,
  githubPages: false,
  visibilityFilters: {},
  treatWarningsAsErrors: true,
  logLevel: 'Warn',
});

// A module is called what one imports: '@wirechart/protocols/resp', not 'protocols/src/resp'.
app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_, reflection) => {
  if (reflection.kindOf(ReflectionKind.Module)) reflection.name = `@wirechart/${reflection.name.replace('/src', '')}`;
});

const project = await app.convert();
if (project !== undefined) {
  app.validate(project);
  if (!app.logger.hasWarnings() && !app.logger.hasErrors()) await app.generateDocs(project, join(root, 'reference'));
}
if (project === undefined || app.logger.hasWarnings() || app.logger.hasErrors()) process.exitCode = 1;
