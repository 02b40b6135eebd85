/** What @types/ws does not know of. */
import type { Writable } from 'node:stream';

declare module 'ws' {
  /** Takes frames apart. Emits `message` with the bytes, and whether they are not text. */
  export class Receiver extends Writable {
    constructor(options: {
      readonly isServer: boolean;
      readonly maxPayload: number;
      readonly maxBufferedChunks: number;
      readonly maxFragments: number;
    });
  }
}
