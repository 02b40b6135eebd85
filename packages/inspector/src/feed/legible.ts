/**
 * A name as it is shown. Names are the inspected program's own, and may have anything in them: characters that turn the text after them
 * around, or that no XML may have, are shown as `�`.
 */
export function legible(text: string): string {
  return text.replace(ILLEGIBLE, '�');
}

/** Controls but for tab and the ends of lines, what embeds or overrides a direction (UAX 9), and what is no character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ILLEGIBLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;
