/** A useful part of what Redis does, over a store in memory: the application of a server of RESP. */
export { type RespService, type RespServiceOptions, respService } from './service.js';
