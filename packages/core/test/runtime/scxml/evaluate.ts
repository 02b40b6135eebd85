/** The data model of SCXML documents: variables are properties of the context, expressions are JavaScript over them. */
import type { AnyEventObject } from 'xstate';

export interface Scope {
  readonly context: object;
  readonly event: AnyEventObject;
}

/** Gives the function of an expression. A variable that is none is an error when it is called, as in SCXML. */
export function expression(text: string): (scope: Scope) => unknown {
  // Not strict, so that `with` may be used: the names of the variables are not known here.
  const evaluate = new Function('context', '_event', `with (context) { return (${text}\n); }`) as (
    context: object,
    event: object,
  ) => unknown;
  return ({ context, event }) => evaluate(context, { name: event.type, data: event['data'] ?? event['output'] });
}
