// A form whose last line end comes in a chunk of its own is refused.
import assert from 'node:assert/strict';
import { MultipartParser } from '@remix-run/multipart-parser';

function parse(chunks) {
  const parser = new MultipartParser('xyz');
  try {
    for (const chunk of chunks) for (const part of parser.write(Buffer.from(chunk))) part.name;
    return 'accepted';
  } catch (error) {
    return error.message;
  }
}

const form = '--xyz\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n--xyz--';
assert.equal(parse([`${form}\r\n`]), 'accepted');
assert.notEqual(parse([form, '\r\n']), 'accepted');
