/**
 * The lines that join a connection to an application and a transport. Whatever runs a connection, be it a driver, a test or a
 * fuzzer, does so with these, and adds when to read, and what time it is.
 */
import type { Connection } from './connection.js';
import { type ConnectionEvent, END, NEED_DATA, RESET, type Signal } from './events.js';
import type { Pace } from './pace.js';

/** What a connection hands its events to. */
export interface EventSink<TIn> {
  /** Gets every event, in order. May call the connection, but not pump it. */
  event(event: ConnectionEvent<TIn>): void;
  /**
   * Gets a client's messages, several at a time, in place of an event for each: see {@link Connection.takeMessages}. The list is never
   * empty, and is the callee's to keep. What else happens is told in its order.
   */
  messages?(messages: TIn[]): void;
}

/** What a connection writes to: as much of a transport as that takes. */
export interface OutputSink {
  /** Writes bytes. Returns false to ask for waiting until the connection hears {@link Connection.transportDrained}. */
  write(pieces: readonly Uint8Array[]): boolean;
  /** Bytes that it has taken and not got rid of yet, where it knows: those show whether the remote reads. */
  readonly pendingBytes?: number | undefined;
  /** Ends this direction. */
  end(): void;
  /** Closes without delivering what is under way. */
  reset(): void;
}

/**
 * Hands out events and writes output until there is nothing more to do without new input. Returns what the connection waits for.
 *
 * @param now the time, in milliseconds on the caller's clock
 */
export function pump<TIn, TOut>(
  connection: Connection<TIn, TOut>,
  application: EventSink<TIn>,
  transport: OutputSink,
  now: number,
): Signal;
/**
 * The same, but not all at once.
 *
 * @param now the time, in milliseconds on the caller's clock
 * @param pace says when the rest is to be left for the next call: then undefined is returned
 */
export function pump<TIn, TOut>(
  connection: Connection<TIn, TOut>,
  application: EventSink<TIn>,
  transport: OutputSink,
  now: number,
  pace: Pace,
): Signal | undefined;
export function pump<TIn, TOut>(
  connection: Connection<TIn, TOut>,
  application: EventSink<TIn>,
  transport: OutputSink,
  now: number,
  pace: Pace = UNHURRIED,
): Signal | undefined {
  for (;;) {
    const signal = pumpEvents(connection, application, pace);
    // Output that has gone out may be what the read half was waiting for.
    if (!pumpOutput(connection, transport, now) || signal === undefined) return signal;
    if (signal === NEED_DATA && connection.settled) return signal;
  }
}

/** Hands out events until there is none. Returns why there is none, or undefined where that was not to be waited for. */
export function pumpEvents<TIn, TOut>(connection: Connection<TIn, TOut>, application: EventSink<TIn>): Signal;
export function pumpEvents<TIn, TOut>(
  connection: Connection<TIn, TOut>,
  application: EventSink<TIn>,
  pace: Pace,
): Signal | undefined;
export function pumpEvents<TIn, TOut>(
  connection: Connection<TIn, TOut>,
  application: EventSink<TIn>,
  pace: Pace = UNHURRIED,
): Signal | undefined {
  if (application.messages !== undefined)
    return pumpMessages(connection, application as Required<EventSink<TIn>>, pace);
  for (let count = 1; ; count++) {
    if (count % ASK_EVERY === 0 && !pace.mayGoOn()) return undefined;
    const event = connection.nextEvent(pace);
    if (event === undefined || typeof event === 'string') return event;
    application.event(event);
  }
}

function pumpMessages<TIn, TOut>(
  connection: Connection<TIn, TOut>,
  application: Required<EventSink<TIn>>,
  pace: Pace,
): Signal | undefined {
  for (;;) {
    const messages: TIn[] = [];
    const event = connection.takeMessages(messages, undefined, pace);
    if (messages.length > 0) application.messages(messages);
    if (typeof event === 'string') return event;
    if (event !== undefined) application.event(event);
    else if (!pace.mayGoOn()) return undefined;
  }
}

/** Writes what there is to write. Returns whether there was anything. */
export function pumpOutput<TIn, TOut>(connection: Connection<TIn, TOut>, transport: OutputSink, now: number): boolean {
  let wrote = false;
  for (;;) {
    const output = connection.pollTransmit();
    if (output === undefined) return wrote;
    wrote = true;
    if (output === RESET) transport.reset();
    else if (output === END) transport.end();
    else {
      const ready = transport.write(output);
      connection.transmitted(ready, now, ready ? undefined : transport.pendingBytes);
    }
  }
}

/** Events between two looks at the clock, which cost more than most events. */
const ASK_EVERY = 32;
const UNHURRIED: Pace = { mayGoOn: () => true };
