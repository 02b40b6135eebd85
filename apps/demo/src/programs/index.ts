/** All programs of the demo, by name and in the order of the usage text. Each is loaded when it is wanted: all take longer than most run. */
import type { Program } from '../cli/program.js';

const LOADS: readonly (readonly [name: string | undefined, load: () => Promise<Program>])[] = [
  [undefined, async () => (await import('../tour/tour.js')).tour],
  ['app-server', async () => (await import('./app-server.js')).appServer],
  ['app-client', async () => (await import('./app-client.js')).appClient],
  ['echo-server', async () => (await import('./echo-server.js')).echoServer],
  ['echo-client', async () => (await import('./echo-client.js')).echoClient],
  ['multiconn-server', async () => (await import('./echo-server.js')).multiconnServer],
  ['multiconn-client', async () => (await import('./multiconn-client.js')).multiconnClient],
  ['http-get', async () => (await import('./http-get.js')).httpGet],
  ['silent-server', async () => (await import('./silent-server.js')).silentServer],
  ['flood-client', async () => (await import('./flood-client.js')).floodClient],
  ['wave-server', async () => (await import('./wave-server.js')).waveServer],
  ['wave-client', async () => (await import('./wave-client.js')).waveClient],
  ['resp-server', async () => (await import('./resp-server.js')).respServerProgram],
  ['websocket-server', async () => (await import('./websocket-server.js')).websocketServer],
  ['memcached-server', async () => (await import('./memcached-server.js')).memcachedServer],
  ['inspect', async () => (await import('./inspect.js')).inspect],
];

/** The one of this name; all of them, where none has it. */
export function programsNamed(name: string | undefined): Promise<readonly Program[]> {
  const named = LOADS.filter(([one]) => one === name);
  return loaded(named.length > 0 ? named : LOADS);
}

export function allPrograms(): Promise<readonly Program[]> {
  return loaded(LOADS);
}

function loaded(loads: typeof LOADS): Promise<readonly Program[]> {
  return Promise.all(loads.map(([, load]) => load()));
}
