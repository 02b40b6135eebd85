// Columns in the text of an error count differently when a cut lies inside of a string.
import assert from 'node:assert/strict';
import clarinet from 'clarinet';

function columns(chunks) {
  const seen = [];
  const parser = clarinet.parser();
  parser.onerror = ({ message }) => {
    seen.push(/Column: (\d+)/.exec(message)?.[1]);
    parser.error = null;
  };
  for (const chunk of chunks) parser.write(chunk);
  parser.close();
  return seen;
}

assert.deepEqual(columns(['{",a']), ['3']);
assert.deepEqual(columns(['{",', 'a']), ['4']);
