/** What the two echo clients have in common. */
import { type Client, encodeUtf8 } from '@wirechart/core';
import { Failure } from '../cli/failure.js';

/**
 * Sends texts over a connection of raw bytes, takes as many bytes back, and closes.
 *
 * @throws Failure when the connection ends before everything has come back, or something else comes back; whatever ended
 *   the connection.
 */
export async function echo(client: Client<Uint8Array, Uint8Array>, texts: readonly string[]): Promise<Uint8Array> {
  const sent = encodeUtf8(texts.join(''));
  const received = new Uint8Array(sent.length);
  let length = 0;
  for (const text of texts) await client.send(encodeUtf8(text));
  if (sent.length > 0) {
    for await (const piece of client) {
      if (length + piece.length > sent.length) throw new Failure('the server sent back more than it was sent');
      received.set(piece, length);
      length += piece.length;
      if (length === sent.length) break;
    }
  }
  if (length < sent.length) throw new Failure(`the server closed after ${length} of ${sent.length} bytes`);
  if (received.some((byte, at) => byte !== sent[at])) throw new Failure('the server sent back something else');
  await client.close();
  return received;
}
