/** Where a connection stands: a set of facts, a bit each, that the rules between its halves look at. */
export type Facts = number;

export type Role = 'client' | 'server';

/** This side answers messages; one that does not is a client. */
export const SERVER = 1 << 0;
/** The protocol's sides say goodbye before they end. */
export const SAYS_GOODBYE = 1 << 1;
/** The read half is at its end, in order or not. */
export const READ_OVER = 1 << 2;
export const WRITE_OVER = 1 << 3;
/** A message was handed out and answered, and the read half has not been told. */
export const ANSWERED = 1 << 4;
/** The transport asked to wait, or the output has reached its high-water mark. */
export const OUTPUT_FULL = 1 << 5;
/** The remote has ended its direction, or can send no more. */
export const REMOTE_ENDED = 1 << 6;
/** The write half takes no more messages. */
export const FINISHING = 1 << 7;
/** The transport was given the end of our direction. */
export const END_GIVEN = 1 << 8;
/** The write half is over in order. */
export const FINISHED = 1 << 9;
/** The read half knows. */
export const FINISHED_TOLD = 1 << 10;
/** A half has failed. */
export const FAILED = 1 << 11;
/** The application knows that both halves are at their end. */
export const CLOSED_TOLD = 1 << 12;
/** The application knows that the remote sends no more messages. */
export const END_TOLD = 1 << 13;
/** The application is busy: nothing more is read. */
export const HELD = 1 << 14;
/** To close in order as soon as nothing is under way. */
export const DRAINING = 1 << 15;
/** The read half was told so, and has heard nothing since that could have changed its mind. */
export const DRAIN_TOLD = 1 << 16;
/** `send` has returned false, and the application waits to hear that there is room. */
export const REFUSED = 1 << 17;
/** The transport is to be reset. */
export const RESET_DUE = 1 << 18;
/** What the read half wanted to have sent was not, and it has not been told. */
export const UNSENT = 1 << 19;
