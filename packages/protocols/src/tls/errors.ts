/** Codes of what comes of a handshake. */
import { remoteErrors } from '@wirechart/core';

export const tlsCodes = {
  'alpn-missing': {
    text: 'no application protocol was agreed on',
    doc: 'A handshake of TLS was to choose the protocol (ALPN, RFC 7301), the remote offered none, and there is none to go on with `otherwise`.',
  },
} as const;

export const tlsError = remoteErrors(tlsCodes);
