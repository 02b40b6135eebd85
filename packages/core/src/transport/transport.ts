/**
 * What moves bytes. A transport is one open connection of bytes in both directions, and knows nothing of protocols.
 * TCP, TLS, Unix sockets, a pair in memory or a serial port can meet it; one contract suite tests them all.
 */

import type { TransportError, TransportFailure } from '../errors/errors.js';
import type { TraceRecord } from '../trace/record.js';
import type { ServerChannels } from './channels.js';

/** What a transport tells. After `close` nothing more is told. None of these may throw. */
export interface TransportSink {
  /** Bytes arrived. The chunk is given for keeps: a transport that reads into the same memory again must pass a copy. */
  data(chunk: Uint8Array): void;
  /** The remote has ended its direction (FIN): no more data. */
  end(): void;
  /** After {@link Transport.write} returned false: all of it was taken, write on. */
  drain(): void;
  /** The transport failed; `close` follows. */
  error(error: TransportFailure): void;
  /** Both directions are closed. Always the last, exactly once. */
  close(): void;
  /** A handshake is over, and the connection is secured from here on. Told at most once, before any data. */
  secured?(security: Security): void;
}

export interface Transport extends Addresses {
  /** Begins to deliver. Called once; nothing is delivered before, and nothing is lost. */
  start(sink: TransportSink): void;
  /** Writes chunks in order, as one vectored write where the system can. Returns false to ask the caller to wait for `drain`; the bytes are taken all the same. The chunks must not be changed any more. */
  write(chunks: readonly Uint8Array[]): boolean;
  /** Bytes that were written and have not been taken by the system yet, as far as the transport knows: fewer of them is progress. */
  readonly pendingBytes?: number | undefined;
  /** Bytes that were written and are still held in memory, where that is another number than {@link pendingBytes}. */
  readonly unsentBytes?: number | undefined;
  /** Stops delivering data; what is under way may still arrive. The remote is slowed down in time. */
  pause(): void;
  resume(): void;
  /** Ends this direction after what was written (half-close, FIN). The other direction goes on. */
  end(): void;
  /** Closes both directions when what was written has been handed to the system. */
  close(): void;
  /** Closes both directions at once and tells the remote so (RST): what is under way is lost. */
  reset(): void;
  /**
   * Switches to a secured transport (TLS) over the same connection, which takes this one's place: this one delivers nothing
   * any more, the other one is to be started. `received` is what this one has delivered and belongs to the handshake.
   * Undefined where the endpoint was not told how.
   */
  secure?(received: readonly Uint8Array[]): Transport | undefined;
  /** What the handshake has agreed on, once it is over. A transport that is not secured does not have this property. */
  readonly security?: Security | undefined;
}

/** What a handshake (of TLS) has agreed on. */
export interface Security {
  /** `TLSv1.3` or `TLSv1.2`. */
  readonly version: string;
  /** Name of the cipher suite, as the IANA has it. */
  readonly cipher: string;
  /** The protocol that was agreed on (ALPN, RFC 7301); undefined when none was. */
  readonly protocol: string | undefined;
  /** The name that the client called for (SNI, RFC 6066); undefined when it did not say. */
  readonly serverName: string | undefined;
  /** Whether an earlier session was resumed, so that nobody showed a certificate. */
  readonly resumed: boolean;
  /** Whether the remote showed a certificate, now or in the session that was resumed, and it was found to be good. */
  readonly authorized: boolean;
  /** The remote's certificate; undefined when it showed none. */
  readonly certificate: Certificate | undefined;
}

/** A certificate (X.509), as far as an application asks about it. */
export interface Certificate {
  /** Subject, in the order of the certificate: `CN=client`, or `C=CH\nO=Example\nCN=client`. */
  readonly subject: string;
  /** SHA-256 of the certificate, as `AB:CD:…`. */
  readonly fingerprint: string;
  /** All of it in DER. */
  readonly raw: Uint8Array;
}

/** Where a connection runs from and to. */
export interface Addresses {
  readonly local: Address;
  readonly remote: Address;
}

/** One end of a connection. */
export type Address =
  | { readonly kind: 'ip'; readonly host: string; readonly port: number; readonly family: 4 | 6 }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'name'; readonly name: string };

/** `127.0.0.1:80`, `[::1]:80`, `/run/x.sock` or a name. */
export function formatAddress(address: Address): string {
  switch (address.kind) {
    case 'ip':
      return address.family === 6 ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
    case 'path':
      return address.path;
    case 'name':
      return address.name;
  }
}

/** Somewhere to connect to or to listen on: what an application names when it picks a transport. */
export interface Endpoint {
  readonly clock: Clock;
  /** Where servers on this endpoint tell what happens, where the environment has channels for that. */
  readonly channels?: ServerChannels;
  /**
   * Opens a connection.
   *
   * @throws TransportError of stage `resolve` or `connect`; DeadlineError `connect`; the reason of an aborted signal.
   */
  connect(options?: ConnectOptions): Promise<Transport>;
  /** Listens. @throws TransportError of stage `listen` (or `resolve`); the reason of an aborted signal. */
  listen(accept: (transport: Transport) => void, options?: ListenOptions): Promise<Listener>;
}

export interface ConnectOptions {
  readonly signal?: AbortSignalLike;
  /** Told every transition of the dialling, where there is one; see {@link Dialling}. */
  readonly onTransition?: ((record: TraceRecord) => void) | undefined;
}

export interface ListenOptions {
  readonly signal?: AbortSignalLike;
  /** Told of an error that ended listening or made one accept fail; the listener goes on where it can. */
  readonly onError?: (error: TransportError) => void;
  /**
   * Whether anybody could be told of the connection that is accepted now before something comes from it. Where nobody could, the
   * transport may leave it until then, or until somebody asks, to find out who is at the other end, which a connection that is reset
   * before cannot tell any more. Default: somebody could.
   */
  readonly tellsAtOnce?: () => boolean;
}

export interface Listener {
  /** Where it listens, with the port that the system chose. */
  readonly address: Address;
  /** Takes no new connections. Those that are open stay. Resolves when the address is free again. */
  close(): Promise<void>;
}

/** Where time comes from: the transport's world is real or simulated, and its clock with it. */
export interface Clock {
  /** Milliseconds, never going backwards, from any origin. */
  now(): number;
  /**
   * The time to take for what arrives: as {@link now}, or what it was earlier in the same task (what the engine does until it runs
   * microtasks). Chunks that one task brings, as from a buffer that is split, then cost one reading of the clock between them. Never
   * before what either of both has said. Default: `now`
   */
  taskTime?(): number;
  /**
   * Calls back once, not before `delay` milliseconds have passed. A timer does not keep a process alive by itself: an open
   * connection does. One that waits for a connection must, and says so.
   */
  setTimer(callback: () => void, delay: number, keepsAlive?: boolean): unknown;
  clearTimer(timer: unknown): void;
  /** A number from 0 up to, not including, 1: what is left to chance has it from here, so that a simulation repeats it. Default: no chance. */
  random?(): number;
}

/** The part of AbortSignal that is used here. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
