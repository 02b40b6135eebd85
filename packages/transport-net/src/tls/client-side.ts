/** The client's side of handshakes over node:tls. */
import type { Duplex } from 'node:stream';
import { connect, createSecureContext } from 'node:tls';
import { contextOptions } from './context-options.js';
import { nameToAskFor, type TlsSettings } from './settings.js';
import type { Handshaking, TlsSide } from './side.js';
import { expectTicket } from './ticket.js';

/** @throws Error of OpenSSL for a key of another certificate, or a list that it cannot read */
export function clientSide(settings: TlsSettings): TlsSide {
  const { serverName, resume = true, dangerouslyAcceptAnyCertificate = false } = settings;
  const secureContext = createSecureContext(contextOptions(settings));
  /** The last ticket of the server. A handshake that fails forgets it. */
  let session: Buffer | undefined;

  return {
    timeout: settings.handshakeTimeout ?? 10_000,
    needsCloseNotify: settings.closeNotify === 'required',
    seesCertificates: true,
    handshake(stream: Duplex, handshaking: Handshaking) {
      const socket = connect({
        socket: stream,
        secureContext,
        servername: nameToAskFor(serverName),
        // What checkServerIdentity compares with where no name is asked for.
        ...(serverName === undefined ? {} : { host: serverName }),
        ...(settings.alpn === undefined ? {} : { ALPNProtocols: [...settings.alpn] }),
        rejectUnauthorized: !dangerouslyAcceptAnyCertificate,
        ...(session === undefined ? {} : { session }),
      });
      expectTicket(socket);
      if (resume) {
        socket.on('session', (ticket) => {
          session = ticket;
        });
      }
      // Node's part of a socket outlives its close until the next full collection, and must not keep all this with it.
      let waiting: Handshaking | undefined = handshaking;
      const onError = (cause: Error) => {
        session = undefined;
        waiting?.handleRefusal(cause);
        waiting = undefined;
      };
      socket.on('error', onError);
      socket.once('secureConnect', () => {
        socket.off('error', onError);
        waiting?.handleSecured(socket);
        waiting = undefined;
      });
    },
  };
}
