/** Globals of the common web platform; neither Node's nor the DOM's types are loaded. */
declare class TextDecoder {
  constructor(label?: string, options?: { ignoreBOM?: boolean });
  decode(input: Uint8Array): string;
}
