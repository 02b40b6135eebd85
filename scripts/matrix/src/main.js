/**
 * `pnpm matrix`: are the packages of use as they are published? Packs them, installs them into an empty project, and uses them from
 * there with several runtimes and compilers. `--slice` leaves out what seldom differs; `--rows <text>`, once or more, takes
 * only rows whose name has the text, and `--list` names them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleRows } from './browser.js';
import { compilerRows } from './compilers.js';
import { makeProject } from './project.js';
import { runtimeRows } from './runtimes.js';

const USAGE = `pnpm matrix [--slice] [--rows <text>] [--list]

Packs the packages, installs them into an empty project, and uses them from there with several runtimes and compilers. --slice leaves
out what seldom differs; --rows, once or more, takes only rows whose name has the text; --list names them.`;

const { help, slice, list, rows: texts } = optionsGiven();
if (help) {
  console.log(USAGE);
  process.exit(0);
}
/** Rows at a time. */
const WIDTH = 2;

const folder = mkdtempSync(join(tmpdir(), 'wirechart-matrix-'));
try {
  const project = list ? {} : await makeProject(folder);
  const all = [...runtimeRows(project), ...compilerRows(project, slice), ...bundleRows(project)];
  const rows = all.filter(({ name }) => texts.some((text) => name.includes(text)));
  if (rows.length === 0) throw new Error(`no row has ${texts.join(' or ')} in its name: see --list`);
  if (list) console.log(rows.map(({ name }) => name).join('\n'));
  else {
    const failed = await runAll(rows);
    console.log(
      `\n${rows.length - failed} passed, ${failed} failed, of ${all.length} rows ${all.length - rows.length} not asked for`,
    );
    if (failed > 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Runs every row, and says how each went. Returns how many failed. */
async function runAll(rows) {
  let failed = 0;
  const queue = rows.values();
  const worker = async () => {
    for (const { name, run } of queue) {
      try {
        await run();
        console.log(`ok      ${name}`);
      } catch (error) {
        failed += 1;
        console.log(`FAILED  ${name}\n${error.message.replace(/^/gm, '        ')}`);
      }
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
  return failed;
}

function optionsGiven() {
  try {
    return parseArgs({
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        slice: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        rows: { type: 'string', multiple: true, default: [''] },
      },
    }).values;
  } catch ({ message }) {
    console.error(`${message}\n\n${USAGE}`);
    return process.exit(2);
  }
}
