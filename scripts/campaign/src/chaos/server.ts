/**
 * The server that is attacked, in a process of its own: lines, each answered with itself; `big` with a megabyte. It stops in order on
 * SIGTERM, and tells what it has handled.
 */
import { serve } from '@wirechart/core';
import { lines } from '@wirechart/protocols/framing';
import { tcp } from '@wirechart/transport-net';

export interface ServerReport {
  /** Numbers of the requests that the handler saw. */
  readonly handled: readonly number[];
  readonly accepted: number;
  readonly errors: Readonly<Record<string, number>>;
  /** Bytes. */
  readonly peakMemory: number;
}

const BIG = 'x'.repeat(1_000_000);
const handled: number[] = [];

const server = await serve(
  lines(),
  (line) => {
    if (line === 'big') return BIG;
    handled.push(Number(line));
    return line;
  },
  tcp({ port: 0, backlog: 4_096 }),
  {
    // A tenth of the usual, so that a run is over soon; but for those who are idle and do no harm.
    timeouts: { header: 2_000, content: 3_000, write: 3_000, idle: 120_000, drain: 5_000 },
    rates: { receive: 100, write: 1_000, grace: 2_000 },
    onError() {},
  },
);
const { address } = server;
process.send?.({ port: address.kind === 'ip' ? address.port : 0 });

process.once('SIGTERM', async () => {
  const { connections } = server.metrics();
  await server.close();
  const { errors } = server.metrics();
  const report: ServerReport = {
    handled,
    accepted: connections.accepted,
    errors,
    peakMemory: process.resourceUsage().maxRSS * 1024,
  };
  process.send?.({ report }, () => process.exit(0));
});
