/**
 * Where a server tells what happens, for whoever listens. A channel of `node:diagnostics_channel` is one; an endpoint of an
 * environment that has them brings them along. As long as nobody listens nothing is made to be told.
 */
export interface Channel {
  readonly hasSubscribers: boolean;
  publish(message: unknown): void;
}

export interface ServerChannels {
  /** `{ peer }`: a connection was taken. */
  readonly connection: Channel;
  /** `{ peer, error, received, sent }`: it is over; `error` is its first failure, if there was one, the numbers are bytes. */
  readonly close: Channel;
  /** `{ peer, message }`: a message has arrived. */
  readonly message: Channel;
  /** `{ peer, message }`: one was sent. */
  readonly reply: Channel;
  /** `{ peer, error }`: a connection failed, or accepting one did, then without `peer`. */
  readonly error: Channel;
  /** `{ peer, timeout, error }`: the same for a time-out, by its name. */
  readonly timeout: Channel;
}
