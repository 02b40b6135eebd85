/** What made a handshake fail, and which side found it. */
import { TransportError } from '@wirechart/core';

/** What was wrong, one word for all the codes that say the same. */
export type HandshakeProblem =
  | 'expired'
  | 'not-yet-valid'
  | 'other-name'
  | 'unknown-authority'
  | 'revoked'
  | 'revocation-unknown'
  | 'certificate-missing'
  | 'certificate-invalid'
  | 'no-common-version'
  | 'no-common-cipher'
  | 'no-common-protocol'
  | 'unknown-name'
  | 'not-tls'
  | 'closed'
  | 'other';

/**
 * A TLS handshake failed. The code is Node's or OpenSSL's (`CERT_HAS_EXPIRED`, `ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION` …);
 * many of them say the same, so {@link problem} sums them up.
 */
export class HandshakeError extends TransportError {
  readonly problem: HandshakeProblem;
  /** Who found it: this side, or the remote, which sent an alert or hung up. */
  readonly seenBy: 'local' | 'remote';

  constructor(where: string, problem: HandshakeProblem, seenBy: 'local' | 'remote', code: string, cause?: Error) {
    // To hang up is to say nothing.
    const finder = seenBy === 'remote' && problem !== 'closed' ? `${where} says: ` : '';
    const text = textOf(problem, code, cause);
    super('handshake', code, `TLS handshake with ${where} failed: ${finder}${text} (${code})`, { cause });
    this.problem = problem;
    this.seenBy = seenBy;
  }
}

/** Finds out what an error of node:tls means. */
export function handshakeError(where: string, cause: Error): HandshakeError {
  const code = codeOf(cause);
  const problem = PROBLEMS.find(([pattern]) => pattern.test(code))?.[1] ?? 'other';
  const seenBy = problem === 'closed' || ALERT.test(code) ? 'remote' : 'local';
  return new HandshakeError(where, problem, seenBy, code, cause);
}

/** Whether an error that came after the handshake belongs to it: under TLS 1.3 a client is done before the server is. */
export function isLateRefusal(cause: Error): boolean {
  return ALERT.test(codeOf(cause));
}

/**
 * What OpenSSL makes of an alert (reasons from 1000 on in its `sslerr.h`; `SSL/TLS` is that of 3.5); what it finds itself begins
 * otherwise.
 */
const ALERT = /^ERR_SSL_(SSLV3_ALERT|SSL\/TLS_ALERT|TLSV1|TLSV13)_/;

function codeOf(cause: Error): string {
  const { code } = cause as { code?: unknown };
  return typeof code === 'string' ? code : 'ERR_TLS';
}

/** By the code of node:tls (docs of tls, "X509 certificate error codes"), or of OpenSSL with `ERR_SSL_` before it. */
const PROBLEMS: readonly (readonly [RegExp, HandshakeProblem])[] = [
  [/^CERT_HAS_EXPIRED$|_CERTIFICATE_EXPIRED$/, 'expired'],
  [/^CERT_NOT_YET_VALID$/, 'not-yet-valid'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$|^HOSTNAME_MISMATCH$/, 'other-name'],
  [
    /SELF_SIGNED_CERT|^UNABLE_TO_(GET_ISSUER|VERIFY_LEAF)|^CERT_UNTRUSTED$|^INVALID_CA$|_UNKNOWN_CA$/,
    'unknown-authority',
  ],
  [/^CERT_REVOKED$|_CERTIFICATE_REVOKED$/, 'revoked'],
  [/^UNABLE_TO_GET_CRL|^CRL_|_CRL_SIGNATURE$/, 'revocation-unknown'],
  [/_CERTIFICATE_REQUIRED$|_DID_NOT_RETURN_A_CERTIFICATE$|_NO_CERTIFICATE$/, 'certificate-missing'],
  [/_BAD_CERTIFICATE$|_CERTIFICATE_UNKNOWN$|_UNSUPPORTED_CERTIFICATE$|_ACCESS_DENIED$/, 'certificate-invalid'],
  [/^CERT_|_PURPOSE$|^PATH_LENGTH_EXCEEDED$|_EE_KEY_TOO_SMALL$|_CA_MD_TOO_WEAK$/, 'certificate-invalid'],
  [/_UNSUPPORTED_PROTOCOL$|_ALERT_PROTOCOL_VERSION$|_NO_PROTOCOLS_AVAILABLE$/, 'no-common-version'],
  [/_NO_SHARED_CIPHER$|_ALERT_HANDSHAKE_FAILURE$|_INSUFFICIENT_SECURITY$|_NO_SUITABLE_/, 'no-common-cipher'],
  [/_NO_APPLICATION_PROTOCOL$/, 'no-common-protocol'],
  [/_UNRECOGNIZED_NAME$/, 'unknown-name'],
  [
    /_WRONG_VERSION_NUMBER$|_HTTP_REQUEST$|_HTTPS_PROXY_REQUEST$|_PACKET_LENGTH_TOO_LONG$|_UNKNOWN_PROTOCOL$/,
    'not-tls',
  ],
  [/_BAD_RECORD_TYPE$|_UNEXPECTED_MESSAGE$|_RECORD_TOO_SMALL$|_RECORD_LAYER_FAILURE$|_NOT_SSL_RECORD/, 'not-tls'],
  [/^ECONNRESET$|^EPIPE$|_UNEXPECTED_EOF/, 'closed'],
];

const TEXTS: Readonly<Record<HandshakeProblem, string>> = {
  expired: 'the certificate has expired',
  'not-yet-valid': 'the certificate is not valid yet',
  'other-name': 'the certificate is for another name',
  'unknown-authority': 'the certificate is of an authority that is not trusted',
  revoked: 'the certificate was revoked',
  'revocation-unknown': 'there is no valid list that says whether the certificate was revoked',
  'certificate-missing': 'a certificate is required and none was shown',
  'certificate-invalid': 'the certificate was refused',
  'no-common-version': 'there is no version of TLS that both sides speak',
  'no-common-cipher': 'there is no set of algorithms that both sides accept',
  'no-common-protocol': 'there is no application protocol (ALPN) that both sides speak',
  'unknown-name': 'the name that was asked for is not served here',
  'not-tls': 'what arrived is not TLS',
  closed: 'the remote closed the connection in the middle of it',
  other: 'it went wrong',
};

function textOf(problem: HandshakeProblem, code: string, cause: Error | undefined): string {
  // RFC 8446, 6.2: "an acceptable set of security parameters given the options available", and a certificate is one of those.
  if (code.endsWith('_ALERT_HANDSHAKE_FAILURE')) return 'it accepts no set of algorithms, or misses a certificate';
  if (problem !== 'other' || cause === undefined) return TEXTS[problem];
  // What OpenSSL found, without where in its code.
  const { reason } = cause as { reason?: unknown };
  return typeof reason === 'string' ? reason : (cause.message.split('\n', 1)[0] as string);
}
