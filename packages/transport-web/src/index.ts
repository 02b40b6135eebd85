/** Web Streams, WebSocket and MessagePort as transports for Wirechart. */
export type { TransportAddresses } from './held-transport.js';
export { type MessagePortLike, type MessagePortTransport, messagePortTransport } from './message-port.js';
export {
  type ReadableLike,
  type WebStreamTransport,
  type WritableLike,
  webStreamTransport,
} from './stream-transport.js';
export { webClock } from './web-clock.js';
export {
  type WebSocketLike,
  type WebSocketOptions,
  type WebSocketServerLike,
  webSocketEndpoint,
  webSocketServerEndpoint,
  webSocketTransport,
} from './web-socket.js';
