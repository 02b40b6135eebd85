/** A sink that writes down what it is told. */
import type { TransportError, TransportSink } from '@wirechart/core';
import { concat } from './bytes.js';

export interface Recorder extends TransportSink {
  readonly chunks: Uint8Array[];
  readonly told: string[];
  readonly bytes: Uint8Array;
  readonly sizes: number[];
}

export function recorder(): Recorder {
  const chunks: Uint8Array[] = [];
  const told: string[] = [];
  return {
    chunks,
    told,
    get bytes() {
      return concat(chunks);
    },
    get sizes() {
      return chunks.map((chunk) => chunk.length);
    },
    data: (chunk) => {
      chunks.push(chunk);
      told.push(`data ${chunk.length}`);
    },
    end: () => void told.push('end'),
    drain: () => void told.push('drain'),
    error: (error) => void told.push(`error ${(error as TransportError).stage} ${error.code}`),
    close: () => void told.push('close'),
  };
}
