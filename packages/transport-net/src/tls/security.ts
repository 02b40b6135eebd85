/** What a handshake of node:tls has agreed on. */
import type { TLSSocket } from 'node:tls';
import type { Certificate, Security } from '@wirechart/core';

/** @param showed whether the remote may have shown a certificate: to look for one takes time */
export function securityOf(socket: TLSSocket, showed: boolean): Security {
  const { alpnProtocol, servername } = socket as TLSSocket & { readonly servername?: string | false };
  return {
    version: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().standardName,
    protocol: alpnProtocol || undefined,
    serverName: servername || undefined,
    resumed: socket.isSessionReused(),
    authorized: socket.authorized,
    certificate: showed ? certificateOf(socket) : undefined,
  };
}

function certificateOf(socket: TLSSocket): Certificate | undefined {
  const found = socket.getPeerX509Certificate();
  return found === undefined
    ? undefined
    : { subject: found.subject, fingerprint: found.fingerprint256, raw: new Uint8Array(found.raw) };
}
