/** A protocol in one role, and the inputs that are known to cost it most. */
import {
  type AnyProtocol,
  Connection,
  type ConnectionEvent,
  type OutputSink,
  type Prepared,
  prepare,
  pump,
  type Role,
  type RuntimeName,
} from '@wirechart/core';

export interface CostSubject {
  readonly name: string;
  readonly role: Role;
  readonly protocol: AnyProtocol;
  /** What the remote sends first (a handshake); it is not measured. */
  readonly before?: Uint8Array;
  /** What a server replies, so that replies are measured with their requests. Default: nothing. */
  readonly answer?: (message: never) => unknown;
  /** Likewise, made anew for each connection: an application with a memory. What it gives may be several replies. */
  readonly application?: (remote: Remote) => (message: never) => unknown;
  /** What a client has asked, so that it is answered by an input; it is not measured. Default: nothing. */
  readonly asks?: (input: Uint8Array) => Iterable<unknown>;
  /** Whether what it stores is what it is for: then what is held is no matter of its bytes. Default false. */
  readonly stores?: boolean;
  /** Whether what arrives is longer than what is sent: what is held is no matter of its bytes then. Default false. */
  readonly inflates?: boolean;
  /** By name: about so many bytes of what is meant to hurt. Good or bad, whole or not. */
  readonly inputs: Readonly<Record<string, (size: number) => Uint8Array>>;
}

/** Whom an application speaks to besides its replies. */
export interface Remote {
  send(message: unknown): boolean;
  abort(reason: unknown): void;
  drain(): void;
}

/** A subject on one of the runtimes, made ready once, as a server does it. */
export interface ReadySubject {
  readonly subject: CostSubject;
  readonly prepared: Prepared<never, unknown>;
}

export function ready(subject: CostSubject, runtime: RuntimeName): ReadySubject {
  return { subject, prepared: prepare(subject.protocol, subject.role, { runtime }) as Prepared<never, unknown> };
}

/** A connection, and what answers its messages. */
export interface Opened {
  readonly connection: Connection<never, unknown>;
  readonly answer: (message: never) => unknown;
}

/** Opens a connection, past what comes before the input. */
export function open({ subject, prepared }: ReadySubject, input: Uint8Array): Opened {
  const connection = new Connection(prepared, 0);
  const remote: Remote = {
    send: (message) => connection.send(message, 0),
    abort: (reason) => connection.abort(reason, 0),
    drain: () => connection.drain(0),
  };
  const opened = { connection, answer: subject.application?.(remote) ?? subject.answer ?? (() => undefined) };
  if (subject.before !== undefined) feed(opened, subject.before, subject.before.length);
  for (const message of subject.asks?.(input) ?? []) connection.send(message, 0);
  pump(connection, { event() {} }, TAKES_ALL, 0);
  return opened;
}

/** Has the connection read all of the input, in chunks, as long as it wants any. */
export function feed(opened: Opened, input: Uint8Array, chunkBytes = CHUNK): void {
  const { connection } = opened;
  const application = { event: (event: ConnectionEvent<never>) => reply(opened, event) };
  for (let at = 0; at < input.length && connection.wantsData; at += chunkBytes) {
    connection.receiveData(input.subarray(at, at + chunkBytes), 0);
    pump(connection, application, TAKES_ALL, 0);
  }
}

function reply({ connection, answer }: Opened, event: ConnectionEvent<never>): void {
  if (event.type !== 'message') return;
  const given = answer(event.message);
  for (const one of isSeveral(given) ? given : [given]) {
    if (one !== undefined && connection.sending) connection.send(one, 0);
  }
  connection.responded(0);
}

/** As a handler gives them: a generator. */
const isSeveral = (given: unknown): given is Iterable<unknown> =>
  typeof given === 'object' && given !== null && 'next' in given && Symbol.iterator in given;

const TAKES_ALL: OutputSink = { write: () => true, end() {}, reset() {} };

/** Less than one read of Node's sockets, so that the shorter inputs that are compared come in several chunks too. */
const CHUNK = 4 * 1024;
