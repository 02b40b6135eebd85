/** The opaques that our client gives out, of 32 bits: a reply repeats the one of its request. */

/** Of the `noop` after the quiet requests of a `get` of several keys, which has no other. */
export const END_OF_GET = 1;
export const FIRST_OPAQUE = 2;
export const LAST_OPAQUE = 0x7fff_ffff;

/** Set in those of a `get` of several keys: its parts are collected until the `noop`. */
const OF_MANY = 0x8000_0000;

export const ofMany = (opaque: number): number => opaque + OF_MANY;

/** Whether the reply to a `noop` ends a `get`. */
export const endsGet = (opaque: number): boolean => opaque === END_OF_GET || opaque >= OF_MANY;
