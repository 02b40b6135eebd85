/** A state that waits for something and does not handle its arrival: the bytes would be read and dropped. */

import { nearest } from '../../errors/nearest.js';
import { isNeed, type Need } from '../../needs/need.js';
import { isMadeByXState } from '../../runtime/internals/event-types.js';
import type { DefinedHalf } from '../half.js';
import { type Mistake, stateNamed } from '../mistake.js';
import type { Standing } from '../standing.js';
import type { Check } from './check.js';
import type { NeedParts } from './impossible-need.js';

export const unheardNeed: Check = (half) =>
  half.resting.flatMap((state) => {
    const { need } = state;
    return isNeed(need) && !isHeard(half, state, need) ? [mistake(state, need)] : [];
  });

function isHeard(half: DefinedHalf, state: Standing, need: Need): boolean {
  const event = deliveredBy(need);
  if (event !== undefined) return half.takenOn(state, event).length > 0;
  // Which events a function names is not known; but one of them must be heard.
  return handledIn(state).some((handled) => !half.known.includes(handled) && !isMadeByXState(handled));
}

/** The event at the end of a need, or undefined when only a function knows. */
function deliveredBy(need: Need): string | undefined {
  if (need.kind === 'stream' && (need as NeedParts).count === Number.POSITIVE_INFINITY) return 'eof';
  return typeof need.event === 'string' ? need.event : undefined;
}

function mistake(state: Standing, need: Need): Mistake {
  const event = deliveredBy(need);
  if (event === undefined) {
    return {
      where: stateNamed(state.path),
      wrong: 'it handles no event of its need, and neither does a parent',
      write: 'Handle in `on` what the `event` of the need returns',
    };
  }
  const handled = handledIn(state).find((candidate) => nearest(candidate, [event]) !== undefined);
  return {
    where: stateNamed(state.path),
    wrong: `its need delivers '${event}', which neither it nor a parent handles`,
    write:
      handled === undefined
        ? `Write \`on: { ${property(event)}: … }\`${event === 'bytes' || event === 'streamed' ? ', or name the event of the need' : ''}`
        : `It handles '${handled}': write the same name in both places`,
  };
}

function handledIn(state: Standing): readonly string[] {
  return state.states.flatMap(({ on }) => [...on.keys()]);
}

function property(event: string): string {
  return /^[\w$]+$/.test(event) ? event : `'${event}'`;
}
