// Indentation that is cut becomes two tokens: the lexer hands out the spaces that it has so far.
import assert from 'node:assert/strict';
import { Lexer } from 'yaml';

function tokens(chunks) {
  const lexer = new Lexer();
  const seen = chunks.flatMap((chunk) => [...lexer.lex(chunk, true)]);
  return [...seen, ...lexer.lex('', false)];
}

assert.notDeepEqual(tokens([':\n  - a\n  - ": |\n']), tokens([':\n ', ' - a\n  - ": |\n']));
