/** Globals of the common web platform; neither Node's nor the DOM's types are loaded. */
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  readonly encoding: string;
  decode(input?: Uint8Array, options?: { stream?: boolean }): string;
}

declare class TextEncoder {
  encodeInto(text: string, into: Uint8Array): { read: number; written: number };
}

declare class URL {
  constructor(url: string);
  readonly protocol: string;
  readonly host: string;
  readonly pathname: string;
  readonly search: string;
}

/** Base64 of characters that stand for a byte each. */
declare function btoa(binary: string): string;

/** The reverse. Throws for what is no base64. */
declare function atob(base64: string): string;
