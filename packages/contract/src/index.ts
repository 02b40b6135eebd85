/** Contract suites: what every protocol and every transport must keep, as tests for the runner of your choice. */
export type { TestRunner } from './harness/test-runner.js';
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
