/** Changed bytes within TLS, and on the way around it: one connection over sockets for each, and what must be true of that. */
import { once } from 'node:events';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import { createServer, connect as tlsConnect } from 'node:tls';
import { connect, type Endpoint, type Server, serve, WirechartError } from '@wirechart/core';
import { lines } from '@wirechart/protocols/framing';
import { Random } from '@wirechart/transport-memory';
import { tls } from '@wirechart/transport-net';
import { cutsOf, mutated } from '../bytes/mutate.js';
import { type ByteSubject, nameOf } from '../bytes/subject.js';
import type { Identity } from './certificate.js';
import { spoilingRelay } from './spoiling-relay.js';

export interface TlsReport {
  readonly name: string;
  readonly inputs: number;
  readonly messages: number;
  /** Codes of errors, and how often. */
  readonly codes: ReadonlyMap<string, number>;
  readonly failures: readonly string[];
}

/** What came of the connections so far. */
class Findings {
  messages = 0;
  readonly codes = new Map<string, number>();
  readonly failures: string[] = [];

  note(error: unknown): void {
    if (!WirechartError.is(error)) return void this.failures.push(`something else was thrown: ${String(error)}`);
    this.codes.set(error.code, (this.codes.get(error.code) ?? 0) + 1);
    const isMine = error.blame === 'local' && (error.code === 'not-sending' || error.code === 'aborted');
    if (error.blame === 'local' && !isMine) this.failures.push(`a local error: ${error.code}: ${error.message}`);
  }

  async demandEnd(ended: Promise<unknown>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, PATIENCE, 'late');
    });
    if ((await Promise.race([ended, late])) === 'late') this.failures.push('a connection does not end');
    clearTimeout(timer);
  }
}

/** Changed input of a protocol, over TLS that is as it must be. */
export async function within(
  subject: ByteSubject,
  identity: Identity,
  seed: number,
  inputs: number,
): Promise<TlsReport> {
  const findings = new Findings();
  const name = `within TLS: ${nameOf(subject)}`;
  const draw = (input: number) => chunksOf(subject, new Random(seed).fork(`${name} ${input}`));
  if (subject.role === 'server') {
    const server = await serving(subject, tls({ port: 0, ...identity }), findings);
    await each(inputs, (input) => findings.demandEnd(say(portOf(server), draw(input))));
    await over(server, identity, subject, findings);
  } else {
    let input = 0;
    const remote = createServer(identity, (socket) => {
      socket.on('error', () => {}).resume();
      if (subject.before !== undefined) socket.write(subject.before);
      for (const chunk of draw(input++)) socket.write(chunk);
      socket.end();
    });
    await listening(remote);
    const endpoint = tls({ port: boundTo(remote), ca: identity.cert });
    await each(inputs, () => findings.demandEnd(call(subject, endpoint, findings)));
    remote.close();
  }
  return { name, inputs, ...findings };
}

/** Lines over TLS that somebody on the way changes: nothing of that may be believed. */
export async function around(
  role: 'server' | 'client',
  identity: Identity,
  seed: number,
  inputs: number,
): Promise<TlsReport> {
  const findings = new Findings();
  const name = `around TLS: lines, ${role}`;
  const random = new Random(seed).fork(name);
  const believe = (line: unknown) => {
    if (line !== SAID) findings.failures.push(`this was believed: ${JSON.stringify(line)}`);
  };
  const subject: ByteSubject = {
    family: 'tls',
    name: 'lines',
    role,
    protocol: lines() as ByteSubject['protocol'],
    corpus: [],
    requests: [SAID],
    reply: (line) => {
      believe(line);
      return line;
    },
  };
  const said = Array.from({ length: 20 }, () => Buffer.from(`${SAID}\n`));
  if (role === 'server') {
    const server = await serving(subject, tls({ port: 0, ...identity, handshakeTimeout: 2_000 }), findings);
    const relay = await spoilingRelay(portOf(server), 'caller', random);
    await each(inputs, () => findings.demandEnd(say(boundTo(relay), said)));
    relay.close();
    await over(server, identity, subject, findings);
  } else {
    const remote = createServer(identity, (socket) => {
      socket.on('error', () => {}).resume();
      for (const chunk of said) socket.write(chunk);
      socket.end();
    });
    remote.on('tlsClientError', () => {});
    await listening(remote);
    const relay = await spoilingRelay(boundTo(remote), 'called', random);
    const endpoint = tls({ port: boundTo(relay), ca: identity.cert, handshakeTimeout: 2_000 });
    await each(inputs, () => findings.demandEnd(call(subject, endpoint, findings, believe)));
    relay.close();
    remote.close();
  }
  return { name, inputs, ...findings };
}

function serving(
  { protocol, reply }: ByteSubject,
  endpoint: Endpoint,
  findings: Findings,
): Promise<Server<unknown, unknown>> {
  const handler = (message: unknown) => {
    findings.messages += 1;
    return reply?.(message) as never;
  };
  return serve(protocol, handler, endpoint, {
    limits: LIMITS,
    timeouts: TIMEOUTS,
    onError: (error) => findings.note(error),
    onEvent: ({ type }, peer) => type === 'end' && peer.finish(),
  });
}

/** Nobody is left, and the next one is served. */
async function over(
  server: Server<unknown, unknown>,
  identity: Identity,
  subject: ByteSubject,
  findings: Findings,
): Promise<void> {
  for (let left = PATIENCE / 20; server.peers.size > 0 && left > 0; left--)
    await new Promise((go) => setTimeout(go, 20));
  if (server.peers.size > 0) findings.failures.push(`${server.peers.size} peers are left`);
  const before = findings.messages;
  const good = subject.corpus.length > 0 ? subject.corpus : [Buffer.from(`${SAID}\n`)];
  for (const input of good) await say(portOf(server), [input], identity);
  if (findings.messages === before) findings.failures.push('nobody is served any more');
  await server.close();
}

/** A client of Node's own that says so much, and hears the rest out. */
function say(port: number, chunks: readonly Uint8Array[], identity?: Identity): Promise<unknown> {
  const socket = tlsConnect({
    port,
    host: '127.0.0.1',
    rejectUnauthorized: identity !== undefined,
    ca: identity?.cert,
  });
  // After some alerts Node leaves it open, with what it has not written.
  socket.on('error', () => socket.destroy()).resume();
  socket.on('secureConnect', () => {
    for (const chunk of chunks) socket.write(chunk);
    socket.end();
  });
  return closed(socket);
}

/** A client of ours. */
async function call(
  { protocol, requests = [] }: ByteSubject,
  endpoint: Endpoint,
  findings: Findings,
  believe: (message: unknown) => void = () => {},
): Promise<void> {
  const note = (error: unknown) => findings.note(error);
  try {
    const client = await connect(protocol, endpoint, { limits: LIMITS, timeouts: TIMEOUTS });
    const take = (message: unknown) => {
      findings.messages += 1;
      believe(message);
    };
    const replies = requests.map((request) => client.request(request).then(take, note));
    for await (const message of client) take(message);
    await Promise.all([...replies, client.close()]);
  } catch (error) {
    note(error);
  }
}

/** Several at a time. */
async function each(count: number, run: (input: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await run(next++);
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, count) }, worker));
}

function chunksOf({ corpus }: ByteSubject, random: Random): Uint8Array[] {
  const bytes = mutated(corpus, random);
  const cuts = cutsOf(bytes.length, random).slice(0, MOST_RECORDS);
  const ends = [...new Set([...cuts, bytes.length])];
  return ends.map((to, at) => bytes.subarray(ends[at - 1] ?? 0, to)).filter(({ length }) => length > 0);
}

const closed = (socket: Socket): Promise<unknown> => new Promise((resolve) => socket.once('close', resolve));
const boundTo = (server: NetServer): number => (server.address() as AddressInfo).port;
const portOf = ({ address }: Server<unknown, unknown>): number => (address.kind === 'ip' ? address.port : 0);

async function listening(server: NetServer): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}

const SAID = 'hello';
const LIMITS = { headerBytes: 2_048, contentBytes: 4_096 };
/** What waits for the rest is given up soon: its remote has ended, or will not go on. */
const TIMEOUTS = { header: 2_000, content: 2_000, drain: 2_000, reply: 2_000 };
const AT_A_TIME = 32;
/** A record of TLS for each chunk. */
const MOST_RECORDS = 64;
/** Milliseconds. */
const PATIENCE = 20_000;
