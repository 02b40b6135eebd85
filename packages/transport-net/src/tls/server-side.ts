/** The server's side of handshakes over node:tls. */
import type { Duplex } from 'node:stream';
import {
  createSecureContext,
  createServer,
  type SecureContext,
  type Server,
  type TLSSocket,
  type TlsOptions,
} from 'node:tls';
import { contextOptions, readAuthorities } from './context-options.js';
import type { TlsSettings } from './settings.js';
import type { TlsSide } from './side.js';

/** What a server shows of itself, and whom it trusts. What is left out stays as it was. */
export type Identities = Pick<TlsSettings, 'cert' | 'key' | 'passphrase' | 'hosts' | 'ca' | 'crl'>;

export interface TlsServerSide extends TlsSide {
  /** From the next handshake on. Connections that are open stay, and sessions do unless other certificates are trusted. */
  renew(identity: Identities): void;
}

/** @throws TypeError without a certificate; RangeError naming a certificate or key that cannot be read */
export function serverSide(settings: TlsSettings): TlsServerSide {
  if (settings.cert === undefined || settings.key === undefined) {
    throw new TypeError('a server of TLS needs cert and key');
  }
  const { clientCertificates = 'ignored', closeNotify, handshakeTimeout = 10_000, ticketKeys } = settings;
  let shown = settings;
  let acceptor = acceptorFor(settings, ticketKeys);

  return {
    timeout: handshakeTimeout,
    needsCloseNotify: closeNotify === 'required',
    seesCertificates: clientCertificates !== 'ignored',
    handshake(stream, done, failed) {
      acceptOne(acceptor, stream, done, failed);
    },
    renew(identity) {
      const given = Object.entries(identity).filter(([, value]) => value !== undefined);
      const renewed: TlsSettings = { ...shown, ...Object.fromEntries(given) };
      // Who is in a session is not looked at again: sessions end with the trust that they came from.
      const trust = identity.ca !== undefined || identity.crl !== undefined;
      acceptor = acceptorFor(renewed, trust ? undefined : acceptor.getTicketKeys());
      shown = renewed;
    },
  };
}

/** Never listens: it is given the connections, and holds what they share (session tickets, above all). */
function acceptorFor(settings: TlsSettings, ticketKeys: Uint8Array | undefined): Server {
  const { clientCertificates = 'ignored', alpn } = settings;
  readAuthorities(settings);
  const contexts = hostContexts(settings);
  return createServer({
    ...contextOptions(settings),
    requestCert: clientCertificates !== 'ignored',
    rejectUnauthorized: clientCertificates === 'required',
    ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
    ...(ticketKeys === undefined ? {} : { ticketKeys: Buffer.from(ticketKeys) }),
    // Whoever gives one has each handshake stop for it.
    ...(contexts.size === 0 ? {} : { SNICallback: choosing(contexts) }),
    // The time-out of the handshake is ours.
    handshakeTimeout: LONGEST,
  });
}

/**
 * Servers of node:tls take connections that they did not accept themselves (docs, event `connection`), but tell only all
 * who listen that one of them is secured. So each connection is given to a server that inherits everything from the one and
 * has its own `emit`.
 */
function acceptOne(
  acceptor: Server,
  stream: Duplex,
  done: (socket: TLSSocket) => void,
  failed: (cause: Error) => void,
): void {
  const emit = (event: string, ...args: unknown[]): boolean => {
    if (event === 'secureConnection') done(args[0] as TLSSocket);
    else if (event === 'tlsClientError') failed(refusal(args[0] as Error, args[1] as TLSSocket));
    else return acceptor.emit(event, ...args);
    return true;
  };
  const own = { __proto__: acceptor, emit };
  (acceptor.emit as (event: string, stream: Duplex) => boolean).call(own, 'connection', stream);
}

/** Node hangs up on a client whose certificate it does not accept, and tells the reason apart from the error. */
function refusal(cause: Error, socket: TLSSocket): Error {
  const { authorizationError } = socket as unknown as { authorizationError?: string | Error | null };
  if (!authorizationError) return cause;
  const code = typeof authorizationError === 'string' ? authorizationError : authorizationError.message;
  return Object.assign(new Error(`the client's certificate: ${code}`), { code });
}

function hostContexts(settings: TlsSettings): ReadonlyMap<string, SecureContext> {
  return new Map(
    Object.entries(settings.hosts ?? {}).map(([name, identity]) => [
      name.toLowerCase(),
      createSecureContext(contextOptions({ ...settings, ...identity }, `hosts['${name}'].`)),
    ]),
  );
}

function choosing(contexts: ReadonlyMap<string, SecureContext>): TlsOptions['SNICallback'] {
  return (name, done) => done(null, contextFor(contexts, name));
}

function contextFor(contexts: ReadonlyMap<string, SecureContext>, name: string): SecureContext | undefined {
  const asked = name.toLowerCase();
  return contexts.get(asked) ?? contexts.get(asked.replace(/^[^.]+/, '*'));
}

const LONGEST = 2 ** 31 - 1;
