/** The adapter for protocols of `@wirechart/core`, apart from the rest because the core is an optional peer. */
export { type ProtocolEvent, type ProtocolSubjectOptions, protocolSubject } from '../adapters/wirechart.js';
export { type Exploration, type ExploreOptions, exploreProtocol } from './explore.js';
export type { Violation } from './explorer.js';
export { type FacingEvent, type FacingOptions, facingSubject } from './facing.js';
export type { Law } from './laws.js';
export type { Middle } from './middle.js';
export type { LawTally } from './tally.js';
