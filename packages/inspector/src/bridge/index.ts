/** To and from the protocol of @statelyai/inspect. */
export { type StatelyBridge, type StatelyBridgeOptions, statelyBridge } from './to-stately.js';
