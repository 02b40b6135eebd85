/** The sockets of a process, and where it listens, as Linux tells (proc(5)). */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface ListeningSocket {
  /** Names the socket for as long as it is open. */
  readonly inode: string;
  readonly port: number;
  /** Whether nobody but this machine reaches it. */
  readonly loopback: boolean;
}

/** Inodes of all sockets that a process has, of any kind. Quickly answered. */
export function socketsOf(pid: number): ReadonlySet<string> {
  const folder = `/proc/${pid}/fd`;
  const inodes = new Set<string>();
  for (const descriptor of descriptors(folder)) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${descriptor}`))?.[1];
      if (inode !== undefined) inodes.add(inode);
    } catch {
      // It was closed meanwhile.
    }
  }
  return inodes;
}

/** Those on which it listens for TCP. Where the system has a hundred thousand connections, this takes a tenth of a second. */
export function listeningSockets(pid: number): ListeningSocket[] {
  const own = socketsOf(pid);
  return ['tcp', 'tcp6'].flatMap((table) => listening(pid, table)).filter(({ inode }) => own.has(inode));
}

function descriptors(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function listening(pid: number, table: string): ListeningSocket[] {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/net/${table}`, 'latin1');
  } catch {
    return [];
  }
  return [...text.matchAll(LISTENING)].map(([, address = '', port = '', inode = '']) => ({
    inode,
    port: Number.parseInt(port, 16),
    loopback: LOOPBACK.has(address),
  }));
}

/** `sl local:port remote:port 0A queues timer retransmits uid timeout inode`: 0A is listening, addresses are words as they lie in memory. */
const LISTENING = /^ *\d+: ([0-9A-F]+):([0-9A-F]{4}) [0-9A-F]+:0000 0A \S+ \S+ \S+ +\d+ +\d+ +(\d+) /gm;
/** 127.0.0.1 and ::1 on machines of either byte order. */
const LOOPBACK = new Set([
  '0100007F',
  '7F000001',
  '00000000000000000000000001000000',
  '00000000000000000000000000000001',
]);
