/** What the codes of the operating system mean to a person, and what to do about them. docs/errors.md is written from this. */
import type { ErrorTable } from '@wirechart/core';

export const systemCodes = {
  EACCES: {
    text: 'permission denied',
    doc: 'Ports below 1024 are the administrator’s (`net.ipv4.ip_unprivileged_port_start`); a Unix socket asks for write permission on its file. Choose another port, or give the permission.',
  },
  EADDRINUSE: {
    text: 'the address is already in use',
    doc: 'Somebody listens there: `ss -ltnp` says who. Stop it, or choose another port; port 0 is any free one. A server that was just stopped is no reason: addresses are reused at once (SO_REUSEADDR). With `localPort`: that port has a connection to the same remote.',
  },
  EADDRNOTAVAIL: {
    text: 'this machine does not have that address',
    doc: 'To listen on, or `localAddress` to call from: `ip address` lists what there is. When calling without one, all ports that a connection could come from are taken: close some, or call from several addresses.',
  },
  EAFNOSUPPORT: {
    text: 'the socket or the address is of another kind',
    doc: 'A descriptor (`fd`) is for `tcp` or for `unix`, as the service manager opened it. Of an address: the system has none of that family, IPv6 perhaps.',
  },
  EAI_AGAIN: {
    text: 'the name cannot be resolved at present',
    doc: 'No server of names has answered. Try again later; look at `/etc/resolv.conf`.',
  },
  ECONNABORTED: {
    text: 'a connection was given up before it was accepted',
    doc: 'The remote has reset it meanwhile. Nothing to do: the server goes on.',
  },
  ECONNREFUSED: {
    text: 'connection refused, nothing listens there',
    doc: 'The machine was reached, the port is closed. Start the server; look whether it listens on this address (a server on 127.0.0.1 is not reached from outside) and this port.',
  },
  ECONNRESET: {
    text: 'the other side reset the connection',
    doc: 'Its program crashed, gave up, or closed with input unread; or something between has dropped the connection. What was sent and not answered may have been done or not: ask before sending it again.',
  },
  EHOSTUNREACH: {
    text: 'no route to the host',
    doc: 'The address is wrong, the machine off, or a firewall says so. Try `ip route get` and `ping`.',
  },
  EMFILE: {
    text: 'too many open files in this process',
    doc: 'Raise `ulimit -n`, or lower `connections`. A server goes on with the connections that it has, and accepts again when some of them are closed.',
  },
  ENETUNREACH: {
    text: 'no route to the network',
    doc: 'This machine has no way there: often an IPv6 address on a network without IPv6.',
  },
  ENFILE: {
    text: 'too many open files in the system',
    doc: 'As `EMFILE`, for all processes together (`fs.file-max`).',
  },
  ENOENT: {
    text: 'no such file or directory',
    doc: 'There is no Unix socket of this path: the server is not running, or uses another path. When listening: there is no directory for it.',
  },
  ENOTFOUND: { text: 'no such host', doc: 'The name has no address. Look at its spelling, and at `/etc/hosts`.' },
  EPIPE: {
    text: 'the other side is gone',
    doc: 'It had closed before this was written. As `ECONNRESET`: what was sent last may not have arrived.',
  },
  ETIMEDOUT: {
    text: 'no answer in time',
    doc: 'A firewall drops what is sent, or the machine is off. Where this side’s own time-out was shorter, there is a DeadlineError instead (`timeout-connect`).',
  },
  EWOULDBLOCK: {
    text: 'the other side does not take more at present',
    doc: 'Never an error here: it is back-pressure. `send` of a client waits, `peer.send` returns false until the event `writable`, and the time-out `write` bounds it. `pnpm demo flood-client` shows it.',
  },
} as const satisfies ErrorTable;
