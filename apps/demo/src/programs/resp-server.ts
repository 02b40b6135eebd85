/** A server for clients of Redis: keys and values in memory. It says who comes and goes, not what they ask. */
import { respServer } from '@wirechart/protocols/resp';
import { respService } from '@wirechart/resp-service';
import { host, listenPort } from '../cli/parameters.js';
import { program } from '../cli/program.js';
import { serverOptions } from '../cli/server-options.js';
import { serveUntilSignal } from './serving.js';

export const respServerProgram = program({
  name: 'resp-server',
  about: 'keeps keys and values, for clients of Redis',
  positionals: { host, port: listenPort },
  options: serverOptions,
  run: ({ host, port, ...settings }, output) => {
    const { handler, onEvent } = respService({ now: Date.now });
    return serveUntilSignal({ protocol: respServer(), handler, onEvent, host, port, settings }, output);
  },
});
