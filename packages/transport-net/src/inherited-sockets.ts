/** Sockets that a service manager has opened and hands over (socket activation; sd_listen_fds(3) of systemd). */
import cluster from 'node:cluster';

export interface InheritedSocket {
  /** Its descriptor, for `tcp({ fd })` or `unix({ fd })`. */
  readonly fd: number;
  /** `FileDescriptorName=` of its unit, by default the unit's name; `unknown` where the manager gives none. */
  readonly name: string;
}

/**
 * The sockets that the service manager has opened for this process, in the order of its units; none when it was started otherwise. They
 * listen already: who calls while the program starts, or starts anew, waits and is not refused.
 *
 * The environment stays as it is. Programs that this one starts see the variables, and that they are not for them (`LISTEN_PID`); but they
 * inherit the descriptors too, as Node has no way to close them for them.
 *
 * @param env where the manager has written: `LISTEN_FDS`, `LISTEN_PID`, `LISTEN_FDNAMES`
 * @throws RangeError naming a variable that is not what sd_listen_fds(3) says it is
 * @example
 * const [socket] = inheritedSockets();
 * const server = await serve(jsonHeader(), answer, tcp({ port: 65432, fd: socket?.fd }));
 */
export function inheritedSockets(
  env: Readonly<Record<string, string | undefined>> = process.env,
): readonly InheritedSocket[] {
  const { LISTEN_FDS: count, LISTEN_PID: pid, LISTEN_FDNAMES: names } = env;
  if (count === undefined || pid === undefined) return [];
  // Processes of node:cluster ask the first one for its sockets.
  const own = cluster.isWorker ? process.ppid : process.pid;
  if (numberFrom('LISTEN_PID', pid) !== own) return [];
  const fds = Array.from({ length: numberFrom('LISTEN_FDS', count) }, (_, index) => FIRST + index);
  const named = names === undefined ? [] : names.split(':');
  if (names !== undefined && named.length !== fds.length) {
    throw new RangeError(`LISTEN_FDNAMES has ${named.length} names, and LISTEN_FDS is ${fds.length}`);
  }
  return fds.map((fd, index) => ({ fd, name: named[index] ?? 'unknown' }));
}

/** SD_LISTEN_FDS_START: those before are the standard ones. */
const FIRST = 3;

function numberFrom(name: string, text: string): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value === 0) throw new RangeError(`${name} must be a positive integer, not '${text}'`);
  return value;
}
