/** Decodes short text of ISO 8859-1, at most {@link AT_ONCE} bytes. */

/** Up to here a call in JavaScript beats the one into the runtime. */
export const AT_ONCE = 16;

/**
 * All units are arguments of one call. Of what is put together each piece is a string of its own; and from 13 characters on V8 leaves the
 * pieces apart until somebody looks at the text, so that one which is looked up as a key takes twice the time.
 */
export function shortLatin1(b: Uint8Array, i: number, length: number): string {
  // biome-ignore format: one line for each length.
  switch (length) {
    case 1: return of(b[i]);
    case 2: return of(b[i], b[i+1]);
    case 3: return of(b[i], b[i+1], b[i+2]);
    case 4: return of(b[i], b[i+1], b[i+2], b[i+3]);
    case 5: return of(b[i], b[i+1], b[i+2], b[i+3], b[i+4]);
    case 6: return of(b[i], b[i+1], b[i+2], b[i+3], b[i+4], b[i+5]);
    case 7: return of(b[i], b[i+1], b[i+2], b[i+3], b[i+4], b[i+5], b[i+6]);
    case 8: return of(b[i], b[i+1], b[i+2], b[i+3], b[i+4], b[i+5], b[i+6], b[i+7]);
    case 9: return of(b[i], b[i+1], b[i+2], b[i+3], b[i+4], b[i+5], b[i+6], b[i+7], b[i+8]);
    case 10: return of(b[i], b[i+1], b[i+2], b[i+3], b[i+4], b[i+5], b[i+6], b[i+7], b[i+8], b[i+9]);
    case 11: return of(b[i], b[i+1], b[i+2], b[i+3], b[i+4], b[i+5], b[i+6], b[i+7], b[i+8], b[i+9], b[i+10]);
    case 12: return of(b[i], b[i+1], b[i+2], b[i+3], b[i+4], b[i+5], b[i+6], b[i+7], b[i+8], b[i+9], b[i+10], b[i+11]);
    case 13: return of(b[i], b[i+1], b[i+2], b[i+3], b[i+4], b[i+5], b[i+6], b[i+7], b[i+8], b[i+9], b[i+10], b[i+11], b[i+12]);
    case 14: return of(b[i], b[i+1], b[i+2], b[i+3], b[i+4], b[i+5], b[i+6], b[i+7], b[i+8], b[i+9], b[i+10], b[i+11], b[i+12], b[i+13]);
    case 15: return of(b[i], b[i+1], b[i+2], b[i+3], b[i+4], b[i+5], b[i+6], b[i+7], b[i+8], b[i+9], b[i+10], b[i+11], b[i+12], b[i+13], b[i+14]);
    case 16: return of(b[i], b[i+1], b[i+2], b[i+3], b[i+4], b[i+5], b[i+6], b[i+7], b[i+8], b[i+9], b[i+10], b[i+11], b[i+12], b[i+13], b[i+14], b[i+15]);
  }
  return '';
}

/** With types for bytes that nobody has checked: what is not there is NUL. */
const of = String.fromCharCode as (...units: (number | undefined)[]) => string;
