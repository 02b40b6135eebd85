/** The command `pnpm campaign`. */
import { asksForHelp } from './asks-for-help.js';
import { bytesMain } from './bytes/main.js';
import { type Progress, runCampaign } from './campaign.js';
import { chaosMain } from './chaos/main.js';
import { loadSubjects } from './load-subjects.js';
import { type CampaignOptions, optionsFrom, USAGE } from './options.js';
import { coverageReport, failureReport, progressLine } from './report.js';
import { tlsMain } from './tls/main.js';

/** Milliseconds between two lines of progress. */
const SHOW_EVERY = 1000;
const REPORTED = 3;

const [kind, ...rest] = process.argv.slice(2);
if (kind === 'bytes') await bytesMain(rest);
else if (kind === 'chaos') await chaosMain(rest);
else if (kind === 'tls') await tlsMain(rest);
else if (!asksForHelp(process.argv.slice(2), USAGE)) {
  const options = readOptions();
  if (options !== undefined) await main(options);
}

async function main(options: CampaignOptions): Promise<void> {
  const subjects = await loadSubjects(options.subjects, options.protocol);
  let shown = Number.NEGATIVE_INFINITY;
  const result = await runCampaign(options, (progress) => {
    if (performance.now() - shown < SHOW_EVERY) return;
    shown = performance.now();
    show(progress);
  });
  if (process.stderr.isTTY) process.stderr.write('\n');
  console.log(progressLine(result));
  console.log(coverageReport(result));
  for (const failure of result.failures.slice(0, REPORTED)) {
    const subject = subjects.find(({ name }) => name === failure.subject);
    if (subject !== undefined) console.log(`\n${await failureReport(failure, subject, options)}`);
  }
  if (result.failures.length > REPORTED) console.log(`\nand ${result.failures.length - REPORTED} more failures`);
  process.exitCode = result.failures.length === 0 ? 0 : 1;
}

function show(progress: Progress): void {
  const line = progressLine(progress);
  process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
}

function readOptions(): CampaignOptions | undefined {
  try {
    return optionsFrom(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}
