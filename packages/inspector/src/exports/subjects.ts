/** Which connections an export is of, and their records. */
import type { Entry, Model } from '../program/model.js';
import { noLog, type WatchLog } from '../program/watch-log.js';
import type { Subject } from './exporter.js';

export interface Traced {
  readonly entry: Entry;
  readonly log: WatchLog;
}

/** The connection that is asked for; else all of which records are kept. @throws RangeError for one that there is not. */
export function tracedIn({ view, parameters }: Subject): Traced[] {
  const { model } = view;
  const asked = parameters.get('connection');
  if (asked === null) {
    return [...model.logs.keys()].flatMap((id) => {
      const entry = model.entries.get(id);
      return entry === undefined ? [] : [tracedOf(entry, model)];
    });
  }
  const entry = model.entries.get(Number(asked));
  if (entry === undefined) throw new RangeError(`there is no connection ${asked}`);
  return [tracedOf(entry, model)];
}

function tracedOf(entry: Entry, model: Model): Traced {
  return { entry, log: model.logs.get(entry.row.id) ?? noLog };
}

/** For the name of a file: `-7` for one connection, nothing for all. Only where {@link tracedIn} has found it. */
export function numberOf({ parameters }: Subject): string {
  const asked = parameters.get('connection');
  return asked === null ? '' : `-${Number(asked)}`;
}

/** As {@link tracedIn}, where only one makes sense. @throws RangeError for none. */
export function oneTracedIn(subject: Subject): Traced {
  const [first] = tracedIn(subject);
  if (first === undefined) throw new RangeError('say which connection: ?connection=1');
  return first;
}

/**
 * Times at which things happened one after the other: each at least a microsecond after the one before, where the clock
 * did not tell them apart.
 */
export function apart(times: readonly number[]): number[] {
  let last = Number.NEGATIVE_INFINITY;
  return times.map((time) => {
    last = Math.max(time, last + 0.001);
    return last;
  });
}
