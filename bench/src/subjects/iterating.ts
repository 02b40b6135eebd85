/** Programs that take the lines of a socket with `for await`, as they come. */
import { once } from 'node:events';
import { connect as dial, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { connect } from '@wirechart/core';
import { lines } from '@wirechart/protocols/framing';
import { tcp } from '@wirechart/transport-net';
import split2 from 'split2';
import { LineSplitter } from '../by-hand/line-splitter.js';
import type { Sample } from '../harness/sampler.js';
import type { Subjects } from '../harness/worker.js';

export interface Iterating {
  /** Takes all lines that a server sends on one connection, and wants so many. */
  take(count: number): Promise<Sample>;
}

const MAX_LINE = 64 * 1024;
const protocol = lines({ limits: { contentBytes: MAX_LINE } });

/** Lines of a new connection to this port on this machine, one by one or several at a time. */
const sources: Record<string, (port: number) => Promise<AsyncIterable<string | readonly string[]>>> = {
  ours: (port) => connect(protocol, tcp({ port })),
  'ours, in batches': async (port) => (await connect(protocol, tcp({ port }))).batches(),
  'by hand': async (port) => splitting(await opened(port)),
  split2: async (port) => (await opened(port)).pipe(split2({ maxLength: MAX_LINE })),
  'node:readline': async (port) => createInterface({ input: await opened(port), crlfDelay: Number.POSITIVE_INFINITY }),
};

export const subjects: Subjects = Object.fromEntries(
  Object.entries(sources).map(([name, source]) => [name, (port: number): Iterating => iterating(source, port)]),
);

function iterating(source: (typeof sources)[string], port: number): Iterating {
  return {
    async take(count) {
      const cpu = process.cpuUsage();
      const began = process.hrtime.bigint();
      let taken = 0;
      let characters = 0;
      const take = (line: string): void => {
        taken += 1;
        characters += line.length;
      };
      for await (const some of await source(port)) {
        if (typeof some === 'string') take(some);
        else for (const line of some) take(line);
      }
      const wall = Number(process.hrtime.bigint() - began);
      const { user, system } = process.cpuUsage(cpu);
      if (taken !== count || characters < count) throw new Error(`${taken} lines, not ${count}`);
      return { wall, cpu: (user + system) * 1000, units: count };
    },
  };
}

async function* splitting(socket: Socket): AsyncGenerator<string> {
  let whole: string[] = [];
  const splitter = new LineSplitter(MAX_LINE, (line) => whole.push(line));
  for await (const chunk of socket) {
    splitter.push(chunk as Buffer);
    yield* whole;
    whole = [];
  }
  splitter.end();
}

async function opened(port: number): Promise<Socket> {
  const socket = dial({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}
