/** TCP, TLS, Unix sockets and any Duplex of Node as transports for Wirechart. */
export { serverChannels } from './channels.js';
export { type DuplexOptions, duplexTransport } from './duplex-transport.js';
export { type InheritedSocket, inheritedSockets } from './inherited-sockets.js';
export { systemClock } from './system-clock.js';
export { systemCodes } from './system-codes.js';
export { type TcpOptions, tcp } from './tcp.js';
export { HandshakeError, type HandshakeProblem } from './tls/handshake-error.js';
export type { Pem } from './tls/pem.js';
export type { Identities } from './tls/server-side.js';
export type { TlsIdentity, TlsSettings, TlsVersion } from './tls/settings.js';
export { type TlsEndpoint, type TlsOptions, tls } from './tls/tls.js';
export { type UnixOptions, unix } from './unix.js';
