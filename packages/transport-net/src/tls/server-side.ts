/** The server's side of handshakes over node:tls. */
import { createSecureContext, createServer, type SecureContext, type Server, type TlsOptions } from 'node:tls';
import { acceptingThrough, ticketKeysOf } from './accepting.js';
import { contextOptions } from './context-options.js';
import { checkIdentities, type TlsSettings } from './settings.js';
import type { TlsSide } from './side.js';

/** What a server shows of itself, and whom it trusts. What is left out stays as it was. */
export type Identities = Pick<TlsSettings, 'cert' | 'key' | 'passphrase' | 'hosts' | 'ca' | 'crl'>;

export interface TlsServerSide extends TlsSide {
  /** From the next handshake on. Connections that are open stay, and sessions do unless other certificates are trusted. */
  renew(identity: Identities): void;
}

/** @throws TypeError without a certificate; Error of OpenSSL for a key of another certificate, or a list that it cannot read */
export function serverSide(settings: TlsSettings): TlsServerSide {
  if (settings.cert === undefined || settings.key === undefined) {
    throw new TypeError('a server of TLS needs cert and key');
  }
  const { clientCertificates = 'ignored', closeNotify, handshakeTimeout = 10_000, ticketKeys } = settings;
  let shown = settings;
  let acceptor = acceptorFor(settings, ticketKeys);
  let accept = acceptingThrough(acceptor);

  return {
    timeout: handshakeTimeout,
    needsCloseNotify: closeNotify === 'required',
    seesCertificates: clientCertificates !== 'ignored',
    handshake(stream, handshaking) {
      accept(stream, handshaking);
    },
    renew(identity) {
      const given = Object.entries(identity).filter(([, value]) => value !== undefined);
      const renewed: TlsSettings = { ...shown, ...Object.fromEntries(given) };
      checkIdentities(renewed);
      // Who is in a session is not looked at again: sessions end with the trust that they came from.
      const trust = identity.ca !== undefined || identity.crl !== undefined;
      acceptor = acceptorFor(renewed, trust ? undefined : ticketKeysOf(acceptor));
      accept = acceptingThrough(acceptor);
      shown = renewed;
    },
  };
}

/** Never listens: it is given the connections, and holds what they share (session tickets, above all). */
function acceptorFor(settings: TlsSettings, ticketKeys: Uint8Array | undefined): Server {
  const { clientCertificates = 'ignored', alpn } = settings;
  const contexts = hostContexts(settings);
  return createServer({
    ...contextOptions(settings),
    requestCert: clientCertificates !== 'ignored',
    rejectUnauthorized: clientCertificates === 'required',
    ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
    ...(ticketKeys === undefined ? {} : { ticketKeys: Buffer.from(ticketKeys) }),
    // Whoever gives one has each handshake stop for it.
    ...(contexts.size === 0 ? {} : { SNICallback: choosing(contexts) }),
    // The time-out of the handshake is ours: node:tls has none where it is not above 0, and its own default where it is 0.
    handshakeTimeout: -1,
  });
}

function hostContexts(settings: TlsSettings): ReadonlyMap<string, SecureContext> {
  return new Map(
    Object.entries(settings.hosts ?? {}).map(([name, identity]) => [
      name.toLowerCase(),
      createSecureContext(contextOptions({ ...settings, ...identity })),
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
