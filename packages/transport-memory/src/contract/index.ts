/** The contract suite of transports: run it on yours. Needs no test runner of its own. */
export { ContractError } from './check.js';
export { type ContractCase, type Place, type TransportContractOptions, transportContract } from './contract.js';
