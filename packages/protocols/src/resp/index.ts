/** RESP2 and RESP3, the protocol of Redis: both roles, and commands over a store in memory. */
export type { HelloEvent, PushEvent } from './client-half.js';
export type { Command, Request } from './command.js';
export { respCodes } from './errors.js';
export type { RespOptions } from './options.js';
export { type RespClientOptions, respClient, respServer } from './protocol.js';
export type { BulkAs } from './read/bulk.js';
export { type RespService, type RespServiceOptions, respService } from './service/service.js';
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
