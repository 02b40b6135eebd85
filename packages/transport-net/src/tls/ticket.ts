/** Tickets that a server sends after the handshake (RFC 8446, 4.6.1), and that nobody has asked for. */
import type { Duplex } from 'node:stream';
import { systemClock } from '../system-clock.js';

/** Says that the server will send one. */
export function expectTicket(stream: Duplex): void {
  (stream as Expecting)[DUE] = true;
  stream.once(TICKET, onTicket);
}

/** Whether one was to come and has not. */
export function isTicketDue(stream: Duplex): boolean {
  return (stream as Expecting)[DUE] === true;
}

/**
 * Reads on until the ticket is there, the remote has ended, or none has come. Closing with input unread makes the system send a reset,
 * which may destroy what is still on its way.
 */
export function afterTicket(stream: Duplex, go: () => void): void {
  stream.once(TICKET, go).once('end', go).resume();
  systemClock.setTimer(go, LONGEST_WAIT);
}

function onTicket(this: Duplex): void {
  (this as Expecting)[DUE] = false;
}

interface Expecting extends Duplex {
  [DUE]?: boolean;
}

/** What a TLS socket emits when a server has sent a ticket. */
const TICKET = 'session';
const DUE = Symbol('ticket due');
/** Milliseconds; a server sends its tickets right after the handshake, or not at all. */
const LONGEST_WAIT = 1000;
