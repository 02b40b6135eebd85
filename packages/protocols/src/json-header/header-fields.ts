/** What the JSON header says. */
import type { Byteorder } from './message.js';

export interface Header {
  readonly byteorder: Byteorder;
  readonly contentType: string;
  readonly contentEncoding: string;
  /** In bytes. */
  readonly contentLength: number;
}
