#!/usr/bin/env node
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadSubject, type SubjectModule } from '../isolation/subject-module.js';
import { formatReport } from '../report/format.js';
import type { Report } from '../report/report.js';
import { checkChunkInvariance } from '../session/check.js';
import { FuzzUsageError } from '../subject/usage-error.js';
import { type CliArguments, readArguments, USAGE } from './args.js';
import { readInputs } from './inputs.js';
import { progressLine } from './progress.js';

/** Exit status after a signal, as shells have it. */
const SIGNALLED: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 130, SIGTERM: 143 };
/** What ended the session early. */
let signalled: NodeJS.Signals | undefined;
const abort = new AbortController();

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const asked = readArguments(args);
    if (asked.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    const report = await run(asked);
    const colour = process.stdout.isTTY === true && !process.env['NO_COLOR'];
    process.stdout.write(asked.json ? `${JSON.stringify(report, null, 2)}\n` : `${formatReport(report, { colour })}\n`);
    return exitCode(report, asked.acceptUnfinished);
  } catch (error) {
    if (signalled !== undefined && error === abort.signal.reason) {
      process.stderr.write('ended before the subject was loaded: nothing was tried\n');
      return SIGNALLED[signalled] ?? 1;
    }
    if (!(error instanceof FuzzUsageError)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    if (error.code === 'INVALID_OPTION') process.stderr.write(`\n${USAGE}`);
    return 2;
  }
}

function exitCode({ findings, finished, interrupted }: Report, acceptUnfinished: boolean): number {
  if (interrupted === 'aborted' && signalled !== undefined) return SIGNALLED[signalled] ?? 1;
  if (findings.some(({ fails }) => fails)) return 1;
  return finished || acceptUnfinished ? 0 : 3;
}

async function run({ module, exportName, inputs, inProcess, format, options }: CliArguments): Promise<Report> {
  const found: SubjectModule = {
    module: pathToFileURL(resolve(module)),
    ...(exportName === undefined ? {} : { exportName }),
  };
  const subject = inProcess ? await loadSubject(found) : found;
  // The first ends the session and prints what was found; the next ends the process.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      signalled = signal;
      abort.abort();
    });
  }
  const progress = progressLine(process.stderr);
  try {
    const ready = Object.fromEntries((format?.corpus ?? []).map((input, index) => [`format[${index}]`, input]));
    const corpus = { ...ready, ...(inputs === '' ? {} : readInputs(inputs)) };
    const session = { ...options, signal: abort.signal, onProgress: progress.show };
    return await checkChunkInvariance(subject, Object.keys(corpus).length === 0 ? session : { ...session, corpus });
  } finally {
    progress.clear();
  }
}
