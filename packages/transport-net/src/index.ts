/** TCP, Unix sockets and any Duplex of Node as transports for Wirechart. */
export { type DuplexOptions, duplexTransport } from './duplex-transport.js';
export { systemClock } from './system-clock.js';
export { type TcpOptions, tcp } from './tcp.js';
export { type UnixOptions, unix } from './unix.js';
