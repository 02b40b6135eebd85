/** The heartbeat of the protocol that a connection speaks now. */
import { Pulse } from '../calls/pulse.js';
import type { Driver } from '../driver/driver.js';
import type { Clock } from '../transport/transport.js';

/**
 * Begins it, where the protocol has one and there is anything left to watch. It goes on until it is ended.
 *
 * @param beat asks the remote for a sign of life, with the message that is made by what it gets; false when it does not
 */
export function beginPulse<TIn, TOut>(
  driver: Driver<TIn, TOut>,
  clock: Clock,
  beat: (message: () => TOut) => boolean,
): Pulse | undefined {
  const { protocol, timeouts, closed } = driver.connection;
  const { heartbeat } = protocol;
  if (heartbeat === undefined || closed) return undefined;
  return new Pulse(clock, timeouts.heartbeat, driver, () => beat(heartbeat));
}
