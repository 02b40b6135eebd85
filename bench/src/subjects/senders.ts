/** Clients that send much on one connection, and take what comes back. */
import { once } from 'node:events';
import { connect as dial } from 'node:net';
import { connect } from '@wirechart/core';
import { raw } from '@wirechart/protocols/raw';
import { tcp } from '@wirechart/transport-net';
import type { Sample } from '../harness/sampler.js';
import type { Subjects } from '../harness/worker.js';

export interface Sender {
  /** Sends so many bytes in pieces of 64 KiB, ends, and waits for the other end. */
  send(bytes: number): Promise<Sample>;
}

/** @param port of the server, on this machine */
export const subjects: Subjects = {
  ours: (port: number): Sender => ({
    async send(bytes) {
      const client = await connect(raw(), tcp({ port }));
      return measured(bytes, async () => {
        for (let sent = 0; sent < bytes; sent += PIECE.length) await client.send(PIECE);
        await client.close();
      });
    },
  }),
  net: (port: number): Sender => ({
    async send(bytes) {
      const socket = dial({ port, host: '127.0.0.1', noDelay: true });
      await once(socket, 'connect');
      socket.resume();
      const closed = once(socket, 'close');
      return measured(bytes, async () => {
        for (let sent = 0; sent < bytes; sent += PIECE.length) {
          if (!socket.write(PIECE)) await once(socket, 'drain');
        }
        socket.end();
        await closed;
      });
    },
  }),
};

async function measured(bytes: number, work: () => Promise<void>): Promise<Sample> {
  const cpu = process.cpuUsage();
  const began = process.hrtime.bigint();
  await work();
  const wall = Number(process.hrtime.bigint() - began);
  const { user, system } = process.cpuUsage(cpu);
  return { wall, cpu: (user + system) * 1000, units: bytes };
}

const PIECE = Buffer.alloc(64 * 1024, 'x');
