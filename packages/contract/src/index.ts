/** Contract suites: what every protocol and every transport must keep, as cases for the test runner of your choice. */
export type { ConnectionContract } from './connection/contract.js';
export { connectionContract } from './connection/suite.js';
export type { ContractCase } from './harness/cases.js';
export { ContractViolation } from './harness/violation.js';
export type {
  Conversation,
  GrowingConversation,
  InvalidInput,
  Part,
  ProtocolContract,
  RoundTrip,
} from './protocol/contract.js';
export { encoded } from './protocol/laws/encoding.js';
export { protocolContract } from './protocol/suite.js';
export type { RepliesContract, World } from './replies/contract.js';
export { repliesContract } from './replies/suite.js';
export { type Place, type TransportContractOptions, transportContract } from './transport/contract.js';
