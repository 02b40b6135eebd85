export { fromAsyncIterable } from './async-iterable.js';
export { fromCallbacks } from './callbacks.js';
export { type ClientOptions, fromClient } from './client.js';
export { type Decoder, fromDecoder } from './decoder.js';
export { type EmitterOptions, fromEmitter } from './emitter.js';
export type { EventNames, NamedEvent } from './named-event.js';
export { fromNodeStream, type NodeStreamOptions } from './node-stream.js';
export { fromSocket, type SocketEvent } from './socket.js';
export { fromText, type TextParser } from './text.js';
export {
  fromWebTransform,
  type ReadableStreamLike,
  type WebTransform,
  type WritableStreamLike,
} from './web-stream.js';
