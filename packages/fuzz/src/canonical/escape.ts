const ESCAPES: Readonly<Record<number, string>> = {
  9: '\\t',
  10: '\\n',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
  124: '\\x7c',
};

/** Bytes as text, one way only: printable ASCII as it is, but for `"`, `\\` and the `|` that marks cuts. */
export function escapeBytes(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return text.replace(/[^ !#-[\]-{}~]/g, escapeCharacter);
}

function escapeCharacter(character: string): string {
  const byte = character.charCodeAt(0);
  return ESCAPES[byte] ?? `\\x${byte.toString(16).padStart(2, '0')}`;
}
