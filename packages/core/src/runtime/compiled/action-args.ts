import type { AnyEventObject } from 'xstate';
import { spawn, unavailable } from '../internals/unavailable.js';
import type { Args } from '../model.js';

/**
 * The arguments for one (context, event) pair. Guards and actions share it until the context changes, and it never does:
 * who keeps it sees what it saw.
 */
export class ActionArgs implements Args {
  constructor(
    readonly context: unknown,
    readonly event: AnyEventObject,
  ) {}

  get self(): unknown {
    return unavailable;
  }

  get system(): unknown {
    return unavailable;
  }

  get spawn(): unknown {
    return spawn;
  }
}
