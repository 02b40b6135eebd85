/** Unix sockets over node:net. */
import { existsSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { dirname } from 'node:path';
import { type Address, checkOptions, type Endpoint, type OptionNames, TransportError } from '@wirechart/core';
import { UNNAMED } from './addresses.js';
import { serverChannels } from './channels.js';
import { dial } from './dial.js';
import { listenOn } from './listen.js';
import { checkBacklog, checkDescriptor, checkText, checkTimeout } from './ranges.js';
import { identityOfStaleSocket, removeSocket } from './stale-socket.js';
import { StreamTransport } from './stream-transport.js';
import { systemClock } from './system-clock.js';
import { type Securing, securingFor } from './tls/securing.js';
import type { TlsSettings } from './tls/settings.js';

export interface UnixOptions {
  /**
   * Path of the socket file; on Windows the name of a pipe. At most 107 bytes on Linux, 103 on BSD and macOS. On Linux a
   * path that begins with a zero byte (`'\0name'`) is an abstract name: there is no file, and whoever is on the machine (in
   * the same network namespace) may connect.
   */
  readonly path: string;
  /**
   * Listens on a socket that somebody else has opened, as a service manager does ({@link inheritedSockets}); its file is theirs, and stays
   * when the listener is closed. `path` is then for connecting and for the address. A socket of another kind is the TransportError
   * `EAFNOSUPPORT`.
   */
  readonly fd?: number | undefined;
  /** Connections that the system holds until they are accepted. Default 511; the system may cut it. */
  readonly backlog?: number;
  /** Milliseconds until the connection is open. Default 10,000. */
  readonly connectTimeout?: number;
  /** Milliseconds that a closed connection has left for the system to take its last output; then that is dropped. Default 10,000. */
  readonly closeTimeout?: number;
  /** TLS for protocols that switch to it in the middle of a connection (STARTTLS). Default: none. */
  readonly startTls?: TlsSettings;
}

/**
 * An endpoint of Unix sockets.
 *
 * Closing the listener removes the file. A file that a dead process left behind is replaced: a socket that refuses
 * connections is taken for one. Anything else in the way, a socket that somebody listens on or a file of another kind, is
 * left alone and is the TransportError `EADDRINUSE`. Who may connect is up to the permissions of the directory and the
 * umask.
 *
 * A Unix socket knows no reset: the remote of an aborted connection sees `ECONNRESET` where the system found input of its
 * own unread, and an end otherwise.
 *
 * @throws RangeError naming an option that is out of range; TypeError for an option of an unknown name
 * @example
 * const server = await serve(jsonHeader(), answer, unix({ path: '/run/app.sock' }));
 */
export function unix(options: UnixOptions): Endpoint {
  checkOptions<UnixOptions>('unix', options, { ...UNIX_OPTIONS, startTls: true });
  return unixEndpoint(options, securingFor(options.startTls, '', options.closeTimeout));
}

/** @internal What TLS over a Unix socket has as well. */
export const UNIX_OPTIONS: OptionNames<Omit<UnixOptions, 'startTls'>> = {
  path: true,
  fd: true,
  backlog: true,
  connectTimeout: true,
  closeTimeout: true,
};

/** @internal */
export function unixEndpoint(options: UnixOptions, securing: Securing | undefined): Endpoint {
  const { path, fd, backlog = 511, connectTimeout = 10_000, closeTimeout = 10_000 } = options;
  checkText('path', path);
  // The system would take the second for a wish to have any name (unix(7), autobind), which nobody could then call.
  if (path === '' || path === '\0') throw new RangeError('path must not be empty');
  checkBacklog(backlog);
  if (fd !== undefined) checkDescriptor(fd);
  checkTimeout('connectTimeout', connectTimeout);
  checkTimeout('closeTimeout', closeTimeout);
  const isAbstract = path.startsWith('\0');
  // As the tools of Linux show them (ss(8), /proc/net/unix).
  const name = isAbstract ? `@${path.slice(1)}` : path;
  const address: Address = { kind: 'path', path: name };
  const atServer = { remote: UNNAMED, ownsSocket: true, closeTimeout, secure: securing?.asServer };
  const atClient = { remote: address, ownsSocket: true, closeTimeout, secure: securing?.asClient };
  const post = {
    target: { path, backlog },
    name,
    // Node knows no address of a Unix socket that it has not made.
    addressOf: (server: Server) =>
      typeof server.address() === 'object' && server.address() !== null ? undefined : address,
    wrap: (socket: Socket) =>
      securing?.atOnce ? securing.asServer(socket, address, UNNAMED) : new StreamTransport(socket, address, atServer),
  };

  return {
    clock: systemClock,
    channels: serverChannels,
    async connect(options) {
      securing?.prepareClient();
      checkLength('connect', name);
      const wrap = (socket: Socket) =>
        securing?.atOnce ? securing.asClient(socket, UNNAMED, address) : new StreamTransport(socket, UNNAMED, atClient);
      const call = { name, host: name, timeout: connectTimeout, attemptDelay: Number.POSITIVE_INFINITY, wrap };
      const only = [{ address: path, family: 4 }] as const;
      return dial({ ...call, resolve: (done) => done(null, only), targetOf: () => ({ path }) }, options);
    },
    async listen(accept, options) {
      securing?.prepareServer();
      if (fd !== undefined) return listenOn({ ...post, name: `fd ${fd}`, target: { fd, backlog } }, accept, options);
      checkLength('listen', name);
      try {
        return await listenOn(post, accept, options);
      } catch (error) {
        if (!(error instanceof TransportError) || isAbstract) throw error;
        // libuv says EACCES for it (uv_pipe_bind).
        if (error.code === 'EACCES' && !existsSync(dirname(path))) throw withoutDirectory(path, error);
        if (error.code !== 'EADDRINUSE') throw error;
        const stale = await identityOfStaleSocket(path);
        if (stale === undefined) throw error;
        await removeSocket(path, stale);
        return listenOn(post, accept, options);
      }
    },
  };
}

function withoutDirectory(path: string, cause: Error): TransportError {
  const message = `cannot listen on ${path}: there is no directory ${dirname(path)} (ENOENT)`;
  return new TransportError('listen', 'ENOENT', message, { cause });
}

/** The system has a field of fixed length for the path (unix(7)); a longer one would be cut, and be another path. */
function checkLength(stage: 'connect' | 'listen', path: string): void {
  const longest = LONGEST_PATH[process.platform] ?? 103;
  const length = Buffer.byteLength(path);
  if (length <= longest) return;
  const verb = stage === 'connect' ? 'connect to' : 'listen on';
  const reason = `the path has ${length} bytes, at most ${longest} fit (ENAMETOOLONG)`;
  throw new TransportError(stage, 'ENAMETOOLONG', `cannot ${verb} ${path}: ${reason}`);
}

const LONGEST_PATH: Partial<Record<NodeJS.Platform, number>> = { linux: 107, android: 107, win32: 256 };
