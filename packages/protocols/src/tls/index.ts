/** Protocols that have to do with TLS: what is spoken from a switch to it on, and what a handshake has agreed on. */
export { type ByAlpnOptions, byAlpn } from './by-alpn.js';
export { tlsCodes } from './errors.js';
export { type OverTlsOptions, overTls } from './over-tls.js';
