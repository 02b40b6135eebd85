/** Servers with clients that behave and clients that do not, and the page that shows them. */
import { formatAddress, type Server, serve } from '@wirechart/core';
import { inspectable } from '@wirechart/inspector';
import { attach, servePage } from '@wirechart/inspector/program';
import { jsonHeader } from '@wirechart/protocols/json-header';
import { webSocket } from '@wirechart/protocols/websocket';
import { tcp } from '@wirechart/transport-net';
import { answer } from '../answers.js';
import { listenPort, optional } from '../cli/parameters.js';
import { program } from '../cli/program.js';
import { stopSignals } from '../cli/signals.js';
import { visitors } from '../visitors/visitors.js';

export const inspect = program({
  name: 'inspect',
  about: 'servers, clients and a page that shows them',
  positionals: { port: optional(listenPort, 0) },
  run: async ({ port }, output) => {
    const { paint } = output;
    const stop = stopSignals();
    // Each keeps the last transitions of a connection, for the error that may come.
    const options = { record: 32, timeouts: { header: 60_000, content: 60_000 }, onError: () => undefined };
    const here = { host: '127.0.0.1', port: 0 };
    await using app = await serve(jsonHeader(), slowlySometimes, tcp(here), options);
    await using echo = await serve(webSocket.server(), (message) => message, tcp(here), options);
    const { path } = await inspectable(app, { payload: true });
    await inspectable(echo);

    await using attachment = await attach(path, { payload: true, everything: true });
    await using page = await servePage(attachment.inspection, { port });
    output.tell(
      'serving',
      paint.dim(`app server on ${formatAddress(app.address)}, WebSocket on ${formatAddress(echo.address)}`),
    );
    // With a connection chosen: who opens it sees one in time, and its bytes, without knowing yet where to click.
    const url = `${page.url}#connection=1`;
    output.tell('page', `open ${url}`, { url });
    const leave = visitors(portOf(app), portOf(echo));
    const signal = await stop.first;
    output.tell('stopping', `${signal}: closing`, { signal });
    await leave();
  },
});

/** Most answers are there at once. */
function slowlySometimes(request: Parameters<typeof answer>[0]) {
  const { content } = request;
  const slow = request.kind !== 'binary' && (content as { readonly value?: unknown } | null)?.value === 'the slow one';
  return slow
    ? new Promise<ReturnType<typeof answer>>((resolve) => setTimeout(() => resolve(answer(request)), 2500))
    : answer(request);
}

function portOf<TIn, TOut>({ address }: Server<TIn, TOut>): number {
  return address.kind === 'ip' ? address.port : 0;
}
