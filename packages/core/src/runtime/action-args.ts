import type { AnyEventObject } from 'xstate';
import { spawn, unavailable } from './internals/unavailable.js';
import type { Args } from './model.js';

/** The arguments of one call of an author's function, as XState makes them: who writes to them changes nothing for the next one. */
export class ActionArgs implements Args {
  // Without initial values, it is so small that an engine always inlines it.
  declare readonly context: unknown;
  declare readonly event: AnyEventObject;

  constructor(context: unknown, event: AnyEventObject) {
    this.context = context;
    this.event = event;
  }

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
