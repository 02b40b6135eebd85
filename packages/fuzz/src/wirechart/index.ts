/** The adapter for protocols of `@wirechart/core`, apart from the rest because the core is an optional peer. */
export { type ProtocolEvent, type ProtocolSubjectOptions, protocolSubject } from '../adapters/wirechart.js';
