/**
 * The facts about a connection that the rules between its halves look at, a bit each. Most are stored, in {@link State.flags};
 * those at the end follow from what is stored elsewhere, and are added when the rules are asked ({@link factsOf}).
 */
export type Facts = number;

/** The read half is at its end, in order or not. */
export const READ_OVER = 1 << 0;
/** The write half is at its end, in order. */
export const FINISHED = 1 << 1;
/** The write half is at its end, and not in order. */
export const CUT = 1 << 2;
export const WRITE_OVER = FINISHED | CUT;
/** A message was handed out and answered, and the read half has not been told. */
export const ANSWERED = 1 << 3;
/** The transport asked to wait, and has not said since that it is ready. */
export const TRANSPORT_WAITS = 1 << 4;
/** The output reached its high-water mark, or the transport asked to wait, and not all of it has been taken since. */
export const OUTPUT_FULL = 1 << 5;
/** The write half takes no more messages. */
export const FINISHING = 1 << 6;
/** The transport was given the end of our direction. */
export const END_GIVEN = 1 << 7;
/** The read half knows that the write half is over in order. */
export const FINISHED_TOLD = 1 << 8;
/** The application knows that the remote sends no more messages. */
export const END_TOLD = 1 << 9;
/** The application knows that both halves are at their end. */
export const CLOSED_TOLD = 1 << 10;
/** The application is busy: nothing more is read. */
export const HELD = 1 << 11;
/** Of that, what the read half answers by itself is read all the same: {@link Aside}. */
export const ASIDE = 1 << 25;
/** To close in order as soon as nothing is under way. */
export const DRAINING = 1 << 12;
/** The read half was told so, and has heard nothing since that could have changed its mind. */
export const DRAIN_TOLD = 1 << 13;
/** `send` has returned false, and the application waits to hear that there is room. */
export const REFUSED = 1 << 14;
/** The transport is to be reset. */
export const RESET_DUE = 1 << 15;
/** The transport is to be switched to TLS, as soon as everything is written. */
export const SECURE_DUE = 1 << 21;
/** Messages were sent that the read half wants to hear of, and has not. */
export const SENT_UNTOLD = 1 << 22;
/**
 * The application is at work on messages, and may still answer them: what would keep it from that (the remote's end or violation, a
 * drain) is heard afterwards.
 */
export const ANSWERING = 1 << 23;
/** Something waits for that: {@link State.postponed}. */
export const POSTPONED = 1 << 24;
/** What the read half wanted to have sent was not, and it has not been told: {@link State.unsent}. */
export const UNSENT = 1 << 19;

// No rule looks at these: whether anything is out of the ordinary after a message is seen by one look at the flags.

/** Events wait for the application. */
export const WAITING = 1 << 27;
/** A half has emitted what is to be sent, or told to the write half: {@link State.emittedOrders}. */
export const ORDERED = 1 << 28;

/** Something has come from outside since it was last asked for events until there was none. */
export const NEWS = 1 << 26;

// What follows from the rest of the state.

/** This side answers messages; one that does not is a client. */
export const SERVER = 1 << 16;
/** The protocol's sides say goodbye before they end. */
export const SAYS_GOODBYE = 1 << 17;
/** A half has failed. */
export const FAILED = 1 << 18;
/** The remote has ended its direction, or was cut off. */
export const REMOTE_ENDED = 1 << 20;
