/** What all connections of one protocol share: its machines made ready to run, its limits and time-outs. */
import { type HalfInput, type Limits, limitsFrom, type Timeouts, timeoutsFrom } from '../limits.js';
import type { Protocol } from '../protocol.js';
import { type RuntimeName, runtimeNamed } from '../runtime/index.js';
import type { HalfLogic } from '../runtime/runtime.js';
import type { Role } from './standing.js';

export interface ConnectionOptions {
  readonly limits?: Partial<Limits>;
  readonly timeouts?: Partial<Timeouts>;
  /** What runs the machines. Default `'compiled'`; `'xstate'` is XState's own interpreter. */
  readonly runtime?: RuntimeName;
}

export interface Prepared<TIn, TOut> {
  readonly protocol: Protocol<TIn, TOut>;
  readonly role: Role;
  readonly read: HalfLogic;
  readonly write: HalfLogic;
  readonly input: HalfInput;
}

/**
 * Makes a protocol ready for connections in one role.
 *
 * @throws TypeError when a machine uses what the runtime cannot run; RangeError for a limit or time-out out of range.
 */
export function prepare<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  role: Role,
  options: ConnectionOptions = {},
): Prepared<TIn, TOut> {
  const runtime = runtimeNamed(options.runtime ?? 'compiled');
  return {
    protocol,
    role,
    read: runtime(protocol.read),
    write: runtime(protocol.write),
    input: {
      limits: limitsFrom(protocol.limits, options.limits),
      timeouts: timeoutsFrom(protocol.timeouts, options.timeouts),
    },
  };
}
