/** Fetches a page as the first browsers did: one request, and everything up to the end of the connection. */
import { connect, encodeUtf8, formatAddress } from '@wirechart/core';
import { raw } from '@wirechart/protocols/raw';
import { clientEndpoint, clientOptions, type Place, placeText } from '../cli/endpoint.js';
import { Failure } from '../cli/failure.js';
import { connectPort, host, isPath, type Parameter } from '../cli/parameters.js';
import { program } from '../cli/program.js';
import { UsageError } from '../cli/usage-error.js';
import { printable } from '../output/printable.js';

/** What would be another request is none. */
const pagePath: Parameter<string> = {
  parse(given) {
    if (/[\s\p{Cc}]/u.test(given)) throw new UsageError('a path of a page has no blanks and no control characters');
    if (!given.startsWith('/')) throw new UsageError(`a path of a page begins with a /: '/${given}'`);
    return given;
  },
};

/** Who is asked for (RFC 9112, 3.2): a Unix socket has no name of its own. */
function named(place: Place): string {
  if (isPath(place.host)) return 'localhost';
  return place.port === 80 ? placeText(place).replace(/:80$/, '') : placeText(place);
}

export const httpGet = program({
  name: 'http-get',
  about: 'fetches a page by HTTP/1.0',
  positionals: { host, port: connectPort, path: pagePath },
  options: clientOptions,
  run: async ({ host, port, path, ...settings }, output) => {
    const { paint } = output;
    const client = await connect(raw(), clientEndpoint({ host, port }, settings));
    const remote = formatAddress(client.remote);
    output.tell('connected', paint.dim(`connected to ${remote}`), { remote });
    const request = `GET ${path} HTTP/1.0`;
    output.tell('request', `${paint.sent('→')} ${request}`, { request });
    await client.send(encodeUtf8(`${request}\r\nHost: ${named({ host, port })}\r\n\r\n`));

    const decoder = new TextDecoder();
    let rest = '';
    let bytes = 0;
    const say = (line: string) => output.tell('line', `${paint.received('←')} ${printable(line)}`, { line });
    // A reset here is a failure: only an end in order says that the page is whole.
    for await (const piece of client) {
      bytes += piece.length;
      const lines = (rest + decoder.decode(piece, { stream: true })).split(/\r?\n/);
      rest = lines.pop() as string;
      for (const line of lines) say(line);
    }
    rest += decoder.decode();
    if (rest !== '') say(rest);
    await client.close();
    if (bytes === 0) throw new Failure('the server ended the connection without an answer');
    output.tell('closed', paint.dim(`the server ended after ${bytes} bytes`), { bytes });
  },
});
