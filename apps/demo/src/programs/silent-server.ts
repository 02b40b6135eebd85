/** A server that takes connections and never reads: for whoever wants to see back-pressure. */
import { defineProtocol, type HalfInput, type ReadEvent } from '@wirechart/core';
import { setup } from 'xstate';
import { host, listenPort } from '../cli/parameters.js';
import { program } from '../cli/program.js';
import { serverOptions } from '../cli/server-options.js';
import { serveUntilSignal } from './serving.js';

export const silentServer = program({
  name: 'silent-server',
  about: 'never reads; for flood-client',
  positionals: { host, port: listenPort },
  options: serverOptions,
  run: ({ host, port, ...settings }, output) =>
    serveUntilSignal({ protocol: silent, handler: () => undefined, host, port, settings }, output),
});

const readHalf = setup({
  types: { context: {} as HalfInput, input: {} as HalfInput, events: {} as ReadEvent },
}).createMachine({
  id: 'silent',
  context: ({ input }) => input,
  initial: 'deaf',
  on: { reset: '.failed' },
  states: {
    // It needs nothing, so nothing is read: the remote's output piles up in the systems between.
    deaf: { on: { drain: 'closed' } },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});

const silent = defineProtocol<never>({
  name: 'silent',
  read: readHalf,
  encode: () => {},
  limits: { bufferedBytes: 1 },
});
