/** One side of handshakes: everything that all connections of an endpoint in one role share. */
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';

/** Who waits for a handshake. */
export interface Handshaking {
  /** @internal */
  handleSecured(socket: TLSSocket): void;
  /** @internal */
  handleRefusal(cause: Error): void;
}

export interface TlsSide {
  /** Milliseconds for a handshake, or Infinity. */
  readonly timeout: number;
  /** Whether an end without close_notify is an error. */
  readonly needsCloseNotify: boolean;
  /** Whether the remote may show a certificate. */
  readonly seesCertificates: boolean;
  /**
   * Begins a handshake over an open stream, which is the TLS socket's from then on. Tells once how it ended, and not before it has
   * returned. Whoever gives up destroys the stream.
   */
  handshake(stream: Duplex, handshaking: Handshaking): void;
}
