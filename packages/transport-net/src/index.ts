/** TCP, Unix sockets and any Duplex of Node as transports for Wirechart. */
export { systemClock } from './system-clock.js';
export { type TcpOptions, tcp } from './tcp.js';
