/** All programs of the demo, in the order of the usage text. */
import type { Program } from '../cli/program.js';
import { tour } from '../tour/tour.js';
import { appClient } from './app-client.js';
import { appServer } from './app-server.js';
import { echoClient } from './echo-client.js';
import { echoServer, multiconnServer } from './echo-server.js';
import { floodClient } from './flood-client.js';
import { httpGet } from './http-get.js';
import { inspect } from './inspect.js';
import { memcachedServer } from './memcached-server.js';
import { multiconnClient } from './multiconn-client.js';
import { respServerProgram } from './resp-server.js';
import { silentServer } from './silent-server.js';
import { waveClient } from './wave-client.js';
import { waveServer } from './wave-server.js';
import { websocketServer } from './websocket-server.js';

export const programs: readonly Program[] = [
  tour,
  appServer,
  appClient,
  echoServer,
  echoClient,
  multiconnServer,
  multiconnClient,
  httpGet,
  silentServer,
  floodClient,
  waveServer,
  waveClient,
  respServerProgram,
  websocketServer,
  memcachedServer,
  inspect,
];
