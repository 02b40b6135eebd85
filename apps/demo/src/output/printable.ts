/** Text from elsewhere, made fit for a terminal. */

/**
 * Control characters and those that change the direction of writing become escapes, so that nothing a remote sends can
 * command the terminal or pass for something else.
 */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => SHORT.get(character) ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** At most `longest` characters (as a person counts them), with an ellipsis for what is missing. */
export function shortened(text: string, longest: number): string {
  // No character takes less than one code unit: most texts need no counting.
  if (text.length <= longest) return text;
  const characters = Array.from(
    new Intl.Segmenter().segment(text.slice(0, longest * LONGEST_CHARACTER)),
    (one) => one.segment,
  );
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}

const SHORT = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** Code units of the longest emoji sequences in use. */
const LONGEST_CHARACTER = 16;
