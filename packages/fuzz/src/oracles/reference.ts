import type { Outcome } from '../run/outcome.js';

/** What a second implementation gives for a whole input, in the canonical form of the subject. */
export type Reference = (input: Uint8Array) => Promise<Outcome>;
