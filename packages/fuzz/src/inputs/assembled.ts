import fc from 'fast-check';

/** Tokens of an input that is put together. */
const MOST_TOKENS = 14;

/**
 * Inputs that are put together of tokens: those of the dictionary and those that the corpus can be cut into. Mostly a token
 * follows that follows it somewhere in the corpus, so that what comes of it looks like the format.
 */
export function assembledArbitrary(
  corpus: readonly Uint8Array[],
  dictionary: readonly Uint8Array[],
): fc.Arbitrary<Uint8Array> {
  const followers = new Map<string, string[]>();
  const starts: string[] = [];
  for (const bytes of corpus) {
    const tokens = tokensOf(Buffer.from(bytes).toString('latin1'));
    if (tokens[0] !== undefined) starts.push(tokens[0]);
    for (const [index, token] of tokens.slice(0, -1).entries()) {
      const list = followers.get(token) ?? [];
      list.push(tokens[index + 1] ?? '');
      followers.set(token, list);
    }
  }
  const own = dictionary.map((token) => Buffer.from(token).toString('latin1'));
  const all = [...new Set([...own, ...own, ...followers.keys(), ...starts])];
  if (all.length === 0) return fc.constant(new Uint8Array());
  const choice = fc.nat(0xffff);
  return fc.array(fc.tuple(fc.nat(9), choice), { minLength: 2, maxLength: MOST_TOKENS }).map((choices) => {
    let [text, last] = ['', ''];
    for (const [how, which] of choices) {
      const known = last === '' ? starts : followers.get(last);
      const pool = how < 5 && known !== undefined && known.length > 0 ? known : how < 8 && own.length > 0 ? own : all;
      last = pool[which % pool.length] ?? '';
      text += last;
    }
    return Buffer.from(text, 'latin1');
  });
}

/** Words, runs of white space, line ends, and every other character by itself. */
export function tokensOf(text: string): string[] {
  return text.match(/[A-Za-z0-9]+|\r\n|[ \t]+|[\u0080-\u00ff]+|[\s\S]/g) ?? [];
}
