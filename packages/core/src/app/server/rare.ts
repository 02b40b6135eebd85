/** What few connections of a server need, or only for a while: there may be a hundred thousand, so it is made when it is wanted. */
import type { Pulse } from '../../calls/pulse.js';
import type { Application } from '../../driver/driver.js';
import type { LateSignal, Task } from './task.js';

export class Rare<TIn> {
  /** Where handlers have a time-out: what they are at work on. */
  tasks: Set<Task> | undefined = undefined;
  /** Fires when the connection is over, for handlers that asked. */
  gone: LateSignal | undefined = undefined;
  /** Where the protocol has a heartbeat. */
  pulse: Pulse | undefined = undefined;
  /** Who gets the messages in place of the handler, and hears of everything else. */
  diverted: Application<TIn> | undefined = undefined;
}
