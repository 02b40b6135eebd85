/**
 * The few globals of the common web platform that core may use. Declared here because neither Node's nor the DOM's types
 * are loaded: anything else of an environment (timers, clocks, Buffer, process) is a compile error.
 */
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: Uint8Array, options?: { stream?: boolean }): string;
}
declare class TextEncoder {
  encode(text: string): Uint8Array;
  encodeInto(text: string, into: Uint8Array): { read: number; written: number };
}
declare class AbortController {
  readonly signal: import('./transport/transport.js').AbortSignalLike;
  abort(reason?: unknown): void;
}
declare const console: { error(...values: unknown[]): void };
