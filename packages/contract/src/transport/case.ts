/** A case, and several of one topic by their names. */
import type { Bench } from './bench.js';

export type Body = (bench: Bench) => Promise<void>;

export type Cases = Readonly<Record<string, Body>>;
