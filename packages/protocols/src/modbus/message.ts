/** What a client asks and a server answers. */
import type { BIT_READS, ExceptionName, REGISTER_READS } from './functions.js';

/** Which request it is, and which of the devices behind a server it is for. */
export interface Tag {
  /** 0 to 65,535; a request without one gets a free one. */
  readonly transaction: number;
  /** 0 to 255. Where there is one device only, 255 or 0 (MODBUS Messaging on TCP/IP Implementation Guide V1.0b, 4.4.2). */
  readonly unit: number;
}

/** Addresses are those on the wire, from 0 to 65,535. Registers are whole numbers from 0 to 65,535. */
export type Request = Partial<Tag> & RequestBody;

/** As it arrives at a server. */
export type TaggedRequest = Tag & RequestBody;

export type RequestBody =
  | {
      readonly function: keyof typeof BIT_READS | keyof typeof REGISTER_READS;
      readonly address: number;
      /** How many, from 1: coils and inputs up to 2,000, registers up to 125. */
      readonly quantity: number;
    }
  | { readonly function: 'write-coil'; readonly address: number; readonly value: boolean }
  | { readonly function: 'write-register'; readonly address: number; readonly value: number }
  /** Up to 1,968. */
  | { readonly function: 'write-coils'; readonly address: number; readonly values: readonly boolean[] }
  /** Up to 123. */
  | { readonly function: 'write-registers'; readonly address: number; readonly values: readonly number[] }
  /** The register becomes (register AND `and`) OR (`or` AND NOT `and`). */
  | { readonly function: 'mask-write-register'; readonly address: number; readonly and: number; readonly or: number }
  | {
      readonly function: 'read-write-registers';
      readonly address: number;
      readonly quantity: number;
      readonly writeAddress: number;
      /** Up to 121. */
      readonly values: readonly number[];
    }
  | OtherBody;

/** A function that has no name here, with what stands after its code. */
export interface OtherBody {
  readonly function: 'other';
  /** 1 to 127. */
  readonly code: number;
  /** Up to 252 bytes. */
  readonly data: Uint8Array;
}

export type Response = Tag & ResponseBody;

export type ResponseBody =
  /** As many as fit into the bytes that came: those that were asked for, and perhaps up to seven more, which mean nothing. */
  | { readonly function: keyof typeof BIT_READS; readonly values: readonly boolean[] }
  | {
      readonly function: keyof typeof REGISTER_READS | 'read-write-registers';
      readonly values: readonly number[];
    }
  | { readonly function: 'write-coil'; readonly address: number; readonly value: boolean }
  | { readonly function: 'write-register'; readonly address: number; readonly value: number }
  | { readonly function: 'write-coils' | 'write-registers'; readonly address: number; readonly quantity: number }
  | { readonly function: 'mask-write-register'; readonly address: number; readonly and: number; readonly or: number }
  | OtherBody
  | ExceptionBody;

/** The server has not done it. The connection is well. */
export interface ExceptionBody {
  readonly function: 'exception';
  /** Code of the function that was asked for. */
  readonly of: number;
  /** A name of the specification, or the code where it has none. */
  readonly exception: ExceptionName | number;
}
