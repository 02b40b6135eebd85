import type { AnyEventObject } from 'xstate';

/** An event that the machine sends to itself, in its place among those that it emits. */
export class Letter {
  constructor(readonly event: AnyEventObject) {}
}
