import type { Format } from './format.js';
import * as text from './text.js';
import * as wire from './wire.js';

export type { Format } from './format.js';

/** The formats for which there is something to begin with. */
export type FormatName = keyof typeof text | keyof typeof wire;

/**
 * Inputs and dictionaries by format, to begin with.
 *
 * @example await assertChunkInvariant(subject, formats.csv)
 */
export const formats: Readonly<Record<FormatName, Format>> = { ...text, ...wire };
