/** The memcached server: text and binary on one port, over a store in memory. It says who comes and goes, not what they ask. */
import { answering, MemoryStore } from '@wirechart/memcached-store';
import { memcached } from '@wirechart/protocols/memcached';
import { host, listenPort } from '../cli/parameters.js';
import { program } from '../cli/program.js';
import { serverOptions } from '../cli/server-options.js';
import { serveUntilSignal } from './serving.js';

export const memcachedServer = program({
  name: 'memcached-server',
  about: 'a memcached; text and binary on one port',
  positionals: { host, port: listenPort },
  options: serverOptions,
  run: ({ host, port, ...settings }, output) => {
    const maxValueBytes = settings['content-bytes'];
    const store = new MemoryStore({ now: Date.now, ...(maxValueBytes === undefined ? {} : { maxValueBytes }) });
    const handler = answering(store);
    return serveUntilSignal({ protocol: memcached.server(), host, port, handler, settings }, output);
  },
});
