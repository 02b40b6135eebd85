/** RESP2 and RESP3, the protocol of Redis, for both roles. */
export type { RespHelloEvent, RespPushEvent } from './client-half.js';
export type { Command, Request } from './command.js';
export { respCodes, respMistakes } from './errors.js';
export type { RespOptions } from './options.js';
export { type RespClientOptions, respClient, respServer } from './protocol.js';
export type { BulkAs } from './read/bulk.js';
export {
  Attributed,
  Double,
  ErrorReply,
  type Null,
  nullArray,
  nullBulk,
  Push,
  type RespValue,
  Verbatim,
} from './values.js';
export { toResp2 } from './write/resp2.js';
