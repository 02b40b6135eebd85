/** A server that clients of Redis can be pointed at: keys and values in memory. */
import { respServer, respService } from '@wirechart/protocols/resp';
import { host, listenPort } from '../cli/parameters.js';
import { program } from '../cli/program.js';
import { serverOptions, servingOptions } from './server-options.js';
import { serveUntilSignal } from './serving.js';

export const respServerProgram = program({
  name: 'resp-server',
  about: 'keeps keys and values, for clients of Redis',
  positionals: { host, port: listenPort },
  options: serverOptions,
  run: ({ host, port, ...chosen }, output) => {
    const { handler, onEvent } = respService({ now: Date.now });
    const options = servingOptions(chosen);
    return serveUntilSignal({ protocol: respServer(), handler, onEvent, host, port, options }, output);
  },
});
