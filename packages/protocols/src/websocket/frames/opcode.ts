/** Opcodes (RFC 6455, 5.2). From 8 on they are those of control frames. */
export const CONTINUATION = 0;
export const TEXT = 1;
export const BINARY = 2;
export const CLOSE = 8;
export const PING = 9;
export const PONG = 10;

/** Longest payload of a control frame (RFC 6455, 5.5). */
export const CONTROL_BYTES = 125;
