// A line end that is cut stays in the body: what comes before a boundary ends with its CR or not, depending on the cut.
import assert from 'node:assert/strict';
import { Splitter } from 'mailsplit';

async function body(chunks) {
  const splitter = new Splitter();
  let text = '';
  splitter.on('data', ({ type, value }) => {
    if (type === 'body') text += value.toString('latin1');
  });
  for (const chunk of chunks) splitter.write(Buffer.from(chunk));
  await new Promise((resolve) => splitter.on('end', resolve).end());
  return text;
}

const mail = 'Content-Type:;boundary=b\n\n--b\n\nt\r\n--b-';
assert.notEqual(await body([mail]), await body([mail.slice(0, 33), mail.slice(33)]));
