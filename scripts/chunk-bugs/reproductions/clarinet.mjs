// A character U+0000 within a string, which JSON forbids, counts as the end of the chunk: refused there, accepted where it is the end.
import assert from 'node:assert/strict';
import clarinet from 'clarinet';

function parse(chunks) {
  const seen = [];
  const parser = clarinet.parser();
  parser.onvalue = (value) => seen.push(value);
  parser.onerror = ({ message }) => {
    seen.push(message.replaceAll('\n', ' '));
    parser.error = null;
  };
  for (const chunk of chunks) parser.write(chunk);
  parser.close();
  return seen;
}

assert.match(parse(['["\0"]'])[0], /^Unexpected end/);
assert.deepEqual(parse(['["\0', '"]']), ['']);

// Columns in the text of an error count differently when a cut lies inside of a string.
assert.match(parse(['{",a']).at(-1), /Column: 3/);
assert.match(parse(['{",', 'a']).at(-1), /Column: 4/);
