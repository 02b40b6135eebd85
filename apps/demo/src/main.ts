/**
 * The demo's command line.
 *
 * Exit status: 0 when the work was done, 1 when it could not be, 2 when the command line made no sense.
 */
import { placeText } from './cli/endpoint.js';
import { failureText } from './cli/failure.js';
import { type CommandLine, nameIn, parseCommandLine } from './cli/parse.js';
import { synopsisFor, usage } from './cli/usage.js';
import { UsageError } from './cli/usage-error.js';
import { outputTo } from './output/output.js';
import { allPrograms, programsNamed } from './programs/index.js';

const COMMAND = 'pnpm demo';

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  leaveQuietlyWhenNobodyReads();
  const programs = await programsNamed(nameIn(args));
  let line: CommandLine;
  try {
    line = parseCommandLine(args, programs);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`demo: ${error.message}\n\n${synopsisFor(args, programs, COMMAND)}`);
    return 2;
  }
  const { program, values, json, help } = line;
  if (help) {
    console.log(usage(await allPrograms(), COMMAND));
    return 0;
  }
  try {
    await program.run(values, outputTo(process.stdout, json, process.env));
    return 0;
  } catch (error) {
    // Some arguments make no sense together.
    if (error instanceof UsageError) {
      console.error(`demo: ${error.message}`);
      return 2;
    }
    const text = failureText(error, targetOf(values));
    // A mistake of this program wants its stack trace.
    if (text === undefined) throw error;
    console.error(`demo: ${text}`);
    return 1;
  }
}

/** `demo … | head` closes our output: that is no failure. */
function leaveQuietlyWhenNobodyReads(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}

function targetOf({ host, port }: Readonly<Record<string, unknown>>): string {
  if (host === undefined && port === undefined) return 'this machine';
  // A page is for this machine only.
  return placeText({ host: String(host ?? '127.0.0.1'), port: Number(port) });
}
