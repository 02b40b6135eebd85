/** What may happen to a connection next. A chunk is so many of the bytes that the remote sends. */
export type Move = { readonly type: 'chunk'; readonly length: number } | { readonly type: PlainMove };

const PLAIN = [
  'eof',
  'secure',
  'answer',
  'send',
  'timeout',
  'reset',
  'block',
  'drained',
  'drain',
  'finish',
  'close',
  'abort',
] as const;

type PlainMove = (typeof PLAIN)[number];

/** All but the chunks, in the order in which they are tried. */
export const PLAIN_MOVES: readonly Move[] = PLAIN.map((type) => ({ type }));

/** The next chunk: a byte, two of them, or all that the remote has left to send. */
export function chunksOf(left: number): readonly Move[] {
  return [...new Set([1, 2, left])].filter((length) => length <= left).map((length) => ({ type: 'chunk', length }));
}

/** The same moves with chunks that follow each other in one. */
export function mergedChunks(path: readonly Move[]): readonly Move[] {
  const merged: Move[] = [];
  for (const move of path) {
    const last = merged.at(-1);
    if (move.type === 'chunk' && last?.type === 'chunk') {
      merged[merged.length - 1] = { type: 'chunk', length: last.length + move.length };
    } else merged.push(move);
  }
  return merged;
}

/**
 * Of the moves those on which it depends what is read, with as few chunks as there can be: what the remote sends, what this side
 * says of its own accord, since replies may depend on it, and the switch to TLS.
 */
export function essentialMoves(path: readonly Move[]): readonly Move[] {
  return mergedChunks(path.filter(({ type }) => type === 'chunk' || type === 'send' || type === 'secure'));
}

/** In words, one for each. */
export function wordsFor(path: readonly Move[]): readonly string[] {
  return path.map((move) => (move.type === 'chunk' ? `chunk ${move.length}` : move.type));
}
