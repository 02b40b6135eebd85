import { encoded } from '@wirechart/contract';
import { Connection, type Protocol, prepare } from '@wirechart/core';
import { byHand } from './by-hand.js';
import type { Reply, Request } from './messages.js';
import { kvClient } from './protocol.js';

/** One way to read all requests of an input; returns how many there were. */
type Read = (chunks: readonly Buffer[]) => number;

const readBy = (server: Protocol<Request, Reply>): Read => {
  const prepared = prepare(server, 'server');
  return (chunks) => readWith(new Connection(prepared, 0), chunks);
};

function readWith(connection: Connection<Request, Reply>, chunks: readonly Buffer[]): number {
  let count = 0;
  for (const chunk of chunks) {
    connection.receiveData(chunk, 0);
    for (let event = connection.nextEvent(); typeof event === 'object'; event = connection.nextEvent()) {
      if (event.type !== 'message') throw new Error(event.type);
      count += 1;
      connection.responded(0);
    }
  }
  return count;
}

const hand: Read = (chunks) => {
  let count = 0;
  const write = byHand(() => {
    count += 1;
  });
  for (const chunk of chunks) write(chunk);
  return count;
};

/** The same requests as lines of JSON: what one would have done without a protocol. */
const jsonLines: Read = (chunks) => {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let left = '';
  let count = 0;
  for (const chunk of chunks) {
    const lines = (left + utf8.decode(chunk, { stream: true })).split('\n');
    left = lines.pop() ?? '';
    for (const line of lines) {
      const { value } = JSON.parse(line) as { readonly value?: string };
      if (value !== undefined) Buffer.from(value, 'base64');
      count += 1;
    }
  }
  return count;
};

export interface Measurement {
  readonly peer: string;
  /** Times as long as ours, for the same requests: the median of all rounds, and both ends. */
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Reads `count` requests by each way in turn, `rounds` times, after as many to warm up. */
export function measure(server: Protocol<Request, Reply>, count: number, rounds: number): Measurement[] {
  const ours = readBy(server);
  const requests = Array.from({ length: count }, (_, i): Request => {
    const key = `key-${i % 1000}`;
    return i % 2 === 0 ? { type: 'get', key } : { type: 'set', key, value: new Uint8Array(64).fill(i) };
  });
  const binary = inChunks(encoded(kvClient, 'client', requests));
  const json = inChunks(Buffer.from(requests.map((request) => `${JSON.stringify(request, asBase64)}\n`).join('')));
  const ways: readonly [string, Read, readonly Buffer[]][] = [
    ['by hand', hand, binary],
    ['lines of JSON', jsonLines, json],
  ];
  return ways.map(([peer, read, input]) => {
    const ratios = Array.from({ length: 2 * rounds }, () => time(read, input, count) / time(ours, binary, count))
      .slice(rounds)
      .sort((a, b) => a - b);
    const at = (part: number) => ratios[Math.floor(part * (ratios.length - 1))] as number;
    return { peer, median: at(0.5), lowest: at(0), highest: at(1) };
  });
}

/** CPU time of this process in microseconds. */
function time(read: Read, chunks: readonly Buffer[], expected: number): number {
  const before = process.cpuUsage();
  if (read(chunks) !== expected) throw new Error('a way that reads less is no peer');
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function inChunks(input: Uint8Array): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < input.length; at += 65_536) chunks.push(Buffer.from(input.subarray(at, at + 65_536)));
  return chunks;
}

function asBase64(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
