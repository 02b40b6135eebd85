/** The bytes that mean something. */
export const CR = 0x0d;
export const LF = 0x0a;
export const CRLF = Uint8Array.of(CR, LF);
export const LINE_FEED = Uint8Array.of(LF);

export const ARRAY = 0x2a; // *
export const ATTRIBUTE = 0x7c; // |
export const BIG_NUMBER = 0x28; // (
export const BOOLEAN = 0x23; // #
export const BULK = 0x24; // $
export const BULK_ERROR = 0x21; // !
export const CHUNK = 0x3b; // ;
export const DOUBLE = 0x2c; // ,
export const END = 0x2e; // .
export const ERROR = 0x2d; // -
export const INTEGER = 0x3a; // :
export const MAP = 0x25; // %
export const NULL = 0x5f; // _
export const PUSH = 0x3e; // >
export const SET = 0x7e; // ~
export const SIMPLE = 0x2b; // +
export const VERBATIM = 0x3d; // =
