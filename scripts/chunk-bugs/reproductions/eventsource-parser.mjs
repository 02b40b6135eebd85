// Lines that end with CR alone: an event is withheld until the next line end when a chunk ends with its last CR.
import assert from 'node:assert/strict';
import { createParser } from 'eventsource-parser';

function events(chunks) {
  const seen = [];
  const parser = createParser({ onEvent: ({ data }) => seen.push(data) });
  for (const chunk of chunks) parser.feed(chunk);
  return seen;
}

assert.deepEqual(events(['data: a\r\rd']), ['a']);
assert.deepEqual(events(['data: a\r\r', 'd']), []);
// It is only late: nothing is lost when the stream goes on.
assert.deepEqual(events(['data: a\r\rdata: b\r\r\n']), events(['data: a\r\r', 'data: b\r\r\n']));
