/** Who looks at all connections of a server or a client: an inspector. */
import type { Addresses } from '../transport/transport.js';
import type { ConnectionObserver } from './observer.js';
import type { TraceRecord } from './record.js';
import type { ConnectionGlance, ConnectionView } from './view.js';

/**
 * Is told when a connection begins, when a turn of it is over, and when it ends. Must not throw, and must not change anything: it may
 * look, and observe.
 */
export interface Watcher {
  /** A server or a client that was given this watcher has begun: it can be asked to tell of what is open. */
  begun?(source: Watchable): void;
  /** All connections of it are over, and there will be no more. */
  over?(source: Watchable): void;
  /** A connection has been opened; or it was already, when the watcher came. Also whatever is told may be of one that was never opened. */
  opened(connection: WatchedConnection): void;
  /**
   * A connection has come to rest: whatever had happened was worked off. `now` is the time of that turn. Called very often, and so only of
   * a connection that has a {@link WatchedConnection.tag}: a watcher that nobody asks for news costs nothing.
   */
  turned(connection: WatchedConnection, now: number): void;
  /** It is over, and so is what its last turn brought. */
  closed(connection: WatchedConnection, now: number): void;
}

/** What connections can be watched of: a server, a client. */
export interface Watchable {
  /** Who is told now. */
  readonly watcher: Watcher | undefined;
  /** Has this watcher told of every connection, of those that are open at once, in place of who was told before; undefined for nobody. */
  watch(watcher: Watcher | undefined): void;
}

export interface WatchedConnection {
  readonly connection: Observable;
  /** Where it runs. */
  readonly transport: Addresses;
  /** For the watcher to use as it likes. As long as it is not undefined, the watcher is told of each turn. */
  tag: unknown;
}

/** The part of a connection that shows it. */
export interface Observable {
  /** The last transitions, where the option `record` asked for them. */
  readonly trace: readonly TraceRecord[];
  /** Bytes that have arrived since the beginning, read or not. */
  readonly receivedBytes: number;
  look(): ConnectionView;
  glance(into: ConnectionGlance): void;
  /** Returns what ends it. */
  observe(observer: ConnectionObserver): () => void;
}

/** Who watches the connections of one protocol that was made ready, with all that follow it: one at a time. */
export interface Watch {
  watcher: Watcher | undefined;
}
