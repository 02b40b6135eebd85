import type { AnyEventObject } from 'xstate';
import { spawn, unavailable } from './internals/unavailable.js';
import type { Args } from './model.js';

/** The arguments of one call of an author's function, as XState makes them: who writes to them changes nothing for the next one. */
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
