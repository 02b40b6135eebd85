/** What a handshake of node:tls has agreed on. */
import type { TLSSocket } from 'node:tls';
import type { Certificate, Security } from '@wirechart/core';

export function securityOf(socket: TLSSocket): Security {
  const { alpnProtocol, servername } = socket as TLSSocket & { readonly servername?: string | false };
  return {
    version: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().standardName,
    protocol: alpnProtocol || undefined,
    serverName: servername || undefined,
    resumed: socket.isSessionReused(),
    authorized: socket.authorized,
    certificate: certificateOf(socket),
  };
}

function certificateOf(socket: TLSSocket): Certificate | undefined {
  const found = socket.getPeerX509Certificate();
  return found === undefined
    ? undefined
    : { subject: found.subject, fingerprint: found.fingerprint256, raw: new Uint8Array(found.raw) };
}
