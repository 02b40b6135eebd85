import type { FindingClass, FuzzOptions, Subject } from '@wirechart/fuzz';

/** A small parser in two versions: as it should be, and with one known fault. */
export interface Planted {
  readonly fault: string;
  /** What the fault must be found as. */
  readonly found: FindingClass;
  readonly corpus: NonNullable<FuzzOptions['corpus']>;
  /** What it takes to find it beside the default plan for the corpus. */
  readonly options?: Omit<FuzzOptions, 'corpus'>;
  readonly open: (faulty: boolean) => Subject;
}

/** Joins a rest with the next chunk. */
export function join(rest: Uint8Array, chunk: Uint8Array): Buffer {
  return Buffer.concat([rest, chunk]);
}
