/** Text from elsewhere, made fit for a terminal. */

/**
 * One line of at most `longest` characters (as a person counts them), with an ellipsis for what is missing. Control characters
 * and those that change the direction of writing become escapes, so that nothing a remote sends can command the terminal or pass
 * for something else. What is not shown is not looked at: a message may have megabytes.
 */
export function lineOf(text: string, longest: number): string {
  return shortened(printable(text.slice(0, startOf(longest))), longest, text.length > startOf(longest));
}

/** How many code units of a text can make a difference to its first `longest` characters. */
export const startOf = (longest: number): number => (longest + 1) * LONGEST_CHARACTER;

export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => SHORT.get(character) ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** @param more whether there is more than this text */
function shortened(text: string, longest: number, more: boolean): string {
  // No character takes less than one code unit: most texts need no counting.
  if (text.length <= longest && !more) return text;
  let kept = 0;
  let characters = 0;
  for (const { index } of segmenter.segment(text)) {
    characters += 1;
    if (characters === longest) kept = index;
    if (characters > longest) return `${text.slice(0, kept)}…`;
  }
  return more ? `${text}…` : text;
}

const segmenter = new Intl.Segmenter();

const SHORT = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** Code units of the longest emoji sequences in use. */
const LONGEST_CHARACTER = 16;
