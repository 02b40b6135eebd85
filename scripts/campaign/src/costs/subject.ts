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
  /** Whether what arrives is longer than what is sent: what is held is no matter of its bytes then. Default false. */
  readonly inflates?: boolean;
  /** By name: about so many bytes of what is meant to hurt. Good or bad, whole or not. */
  readonly inputs: Readonly<Record<string, (size: number) => Uint8Array>>;
}

/** A subject on one of the runtimes, made ready once, as a server does it. */
export interface ReadySubject {
  readonly subject: CostSubject;
  readonly prepared: Prepared<never, unknown>;
}

export function ready(subject: CostSubject, runtime: RuntimeName): ReadySubject {
  return { subject, prepared: prepare(subject.protocol, subject.role, { runtime }) as Prepared<never, unknown> };
}

/** Opens a connection, past what comes before. */
export function open({ subject, prepared }: ReadySubject): Connection<never, unknown> {
  const connection = new Connection(prepared, 0);
  if (subject.before !== undefined) feed(connection, subject, subject.before, subject.before.length);
  return connection;
}

/** Has the connection read all of the input, in chunks, as long as it wants any. */
export function feed(
  connection: Connection<never, unknown>,
  subject: CostSubject,
  input: Uint8Array,
  chunkBytes = CHUNK,
): void {
  const application = { event: (event: ConnectionEvent<never>) => answer(connection, subject, event) };
  for (let at = 0; at < input.length && connection.wantsData; at += chunkBytes) {
    connection.receiveData(input.subarray(at, at + chunkBytes), 0);
    pump(connection, application, TAKES_ALL, 0);
  }
}

function answer(connection: Connection<never, unknown>, subject: CostSubject, event: ConnectionEvent<never>): void {
  if (event.type !== 'message') return;
  if (subject.role === 'client') return;
  const reply = subject.answer?.(event.message);
  if (reply !== undefined && connection.sending) connection.send(reply, 0);
  connection.responded(0);
}

const TAKES_ALL: OutputSink = { write: () => true, end() {}, reset() {} };

/** Less than one read of Node's sockets, so that the shorter inputs that are compared come in several chunks too. */
const CHUNK = 4 * 1024;
