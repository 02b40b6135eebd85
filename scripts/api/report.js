/**
 * `pnpm api` writes what each package shows to its users into `api/`, a file for every entry, so that a change of it stands in the
 * diff. With `--check` it writes nothing, and fails where a file is not as it would be written.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { compilerOptions, entries, root } from './entries.js';

const { check, help } = parseArgs({
  options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
}).values;
if (help) {
  console.log(`pnpm api [--check]

Writes what each package shows to its users into api/. With --check it writes nothing, and fails where a file is not as it would be written.`);
  process.exit(0);
}
const reports = join(root, 'api');
mkdirSync(reports, { recursive: true });
const scratch = mkdtempSync(join(tmpdir(), 'api-'));
try {
  const changed = [...changedReports(), ...strayReports()];
  for (const name of changed) console.log(`${check ? 'not up to date' : 'written'}: api/${name}`);
  if (check && changed.length > 0) {
    console.error('What users see has changed. Run `pnpm api`, look at the diff, and commit it.');
    process.exitCode = 1;
  }
} finally {
  rmSync(scratch, { recursive: true });
}

function changedReports() {
  const configs = entries.map(configOf);
  // All entries are parsed once, together.
  const compilerState = CompilerState.create(configs[0], { additionalEntryPoints: entries.map(({ types }) => types) });
  return configs
    .filter((config) => report(config, compilerState))
    .map((config) => `${config.reportConfigs[0].fileName}`);
}

/** Files of entries that are no more. */
function strayReports() {
  const expected = new Set(entries.map(({ name }) => `${name}.api.md`));
  const stray = readdirSync(reports).filter((file) => !expected.has(file));
  if (!check) for (const file of stray) rmSync(join(reports, file));
  return stray;
}

function report(config, compilerState) {
  const failures = [];
  const messageCallback = (message) => {
    message.handled = true;
    if (message.logLevel === 'error') failures.push(message.text);
  };
  const { apiReportChanged } = Extractor.invoke(config, { localBuild: !check, compilerState, messageCallback });
  for (const failure of failures) {
    console.error(failure);
    process.exitCode = 1;
  }
  return apiReportChanged;
}

function configOf({ name, folder, types }) {
  return ExtractorConfig.prepare({
    packageJsonFullPath: join(folder, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: types,
      compiler: { overrideTsconfig: { compilerOptions, files: entries.map((entry) => entry.types) } },
      apiReport: { enabled: true, reportFileName: name, reportFolder: reports, reportTempFolder: scratch },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      newlineKind: 'lf',
      messages: {
        extractorMessageReporting: {
          default: { logLevel: 'warning', addToApiReportFile: true },
          // All that is exported is public, unless it is marked as internal.
          'ae-missing-release-tag': { logLevel: 'none' },
          // Comments and their links are looked after by the reference.
          'ae-undocumented': { logLevel: 'none' },
          'ae-unresolved-link': { logLevel: 'none' },
        },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });
}
