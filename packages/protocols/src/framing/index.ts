/** Framings: what every engineer needs on the first day. Messages are bytes, or lines of text; both sides speak alike. */
export { type DecimalPrefixedOptions, decimalPrefixed, netstring } from './decimal.js';
export { type DelimitedOptions, delimited } from './delimited.js';
export { framingCodes } from './errors.js';
export { eventStream, type RetryEvent, type StreamEvent } from './event-stream.js';
export { fixedLength } from './fixed.js';
export { type LengthPrefixedOptions, lengthPrefixed } from './length-prefixed.js';
export { type LinesOptions, lines } from './lines.js';
export type { FramingOptions, Oversize, OversizeEvent } from './options.js';
export { typed } from './typed.js';
export { untilClose } from './until-close.js';
export { varintPrefixed } from './varint.js';
