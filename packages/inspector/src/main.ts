#!/usr/bin/env node
/**
 * `wirechart inspect <pid | socket | file>`.
 *
 * Exit status: 0 when it was ended (Ctrl-C), when nobody reads its output any more, or, with `--top`, when the inspected program has ended;
 * 1 when it could not be done; 2 when the command line made no sense.
 */
import { commandLine, UsageError, usage } from './program/command-line.js';
import { run } from './program/run.js';

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  leaveQuietlyWhenNobodyReads();
  try {
    const line = commandLine(args);
    if (line === 'help') {
      console.log(usage());
      return 0;
    }
    await run(line);
    return 0;
  } catch (error) {
    const usageError = error instanceof UsageError;
    console.error(
      `wirechart: ${error instanceof Error ? error.message : String(error)}${usageError ? `\n\n${usage()}` : ''}`,
    );
    return usageError ? 2 : 1;
  }
}

/** `wirechart inspect … --top | head` closes our output: that is no failure. */
function leaveQuietlyWhenNobodyReads(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}
