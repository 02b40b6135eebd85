/** The command `pnpm campaign chaos`: a server over real sockets in a storm, again and again. */
import { parseArgs } from 'node:util';
import { asksForHelp } from '../asks-for-help.js';
import { whole } from '../options.js';
import { type Figures, storm } from './run.js';

export const CHAOS_USAGE = `pnpm campaign chaos [--connections N] [--runs R] [--seconds T]

Opens N connections (default 10,000) to a server over TCP: a tenth of them ask, a tenth misbehave (do not read, trickle, reset, send
rubbish, end at once), some are frozen, the others are idle. After T seconds (default 8) it gets SIGTERM. R times (default 1).
Ends with status 1 if a request that was handled had no reply, or was handled or answered twice. 10,000 connections take 20,000 files:
see ulimit -n.`;

export async function chaosMain(args: readonly string[]): Promise<void> {
  if (asksForHelp(args, CHAOS_USAGE)) return;
  let options: { readonly connections: number; readonly runs: number; readonly seconds: number };
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        connections: { type: 'string', default: '10000' },
        runs: { type: 'string', default: '1' },
        seconds: { type: 'string', default: '8' },
      },
    });
    options = {
      connections: whole('connections', values.connections, 10),
      runs: whole('runs', values.runs, 1),
      seconds: whole('seconds', values.seconds, 1),
    };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${CHAOS_USAGE}`);
    process.exitCode = 2;
    return;
  }
  const all: Figures[] = [];
  for (let run = 1; run <= options.runs; run++) {
    const figures = await storm({ connections: options.connections, milliseconds: options.seconds * 1000 });
    all.push(figures);
    console.log(`run ${run}: ${line(figures)}`);
  }
  const sum = (of: (figures: Figures) => number) => all.reduce((total, one) => total + of(one), 0);
  const most = (of: (figures: Figures) => number) => Math.max(...all.map(of));
  console.log(
    `${all.length} runs: ${number(sum((one) => one.requests))} requests, ${sum((one) => one.lost)} lost, ${sum((one) => one.twice)} twice; ` +
      `bystander's worst ${number(most((one) => one.worst))} ms, peak memory ${number(most((one) => one.peakMemory) / 2 ** 20)} MiB`,
  );
  if (sum((one) => one.lost + one.twice) > 0) process.exitCode = 1;
}

function line(figures: Figures): string {
  const { connections, requests, lost, twice, refused, worst, median, peakMemory, closing, errors, ends } = figures;
  return (
    `${number(connections)} connections, ${number(requests)} requests, ${lost} lost, ${twice} twice, ${refused} refused while closing; ` +
    `bystander's latency ${number(median)} ms, worst ${number(worst)} ms; peak memory ${number(peakMemory / 2 ** 20)} MiB; ` +
    `closed within ${number(closing)} ms\n  errors ${JSON.stringify(errors)}; ends of those who behave ${JSON.stringify(ends)}`
  );
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en');
}
