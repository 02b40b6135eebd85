/** What `setupReadHalf` adds to the configuration of a machine. */
import { orNearest } from '../errors/nearest.js';
import type { HalfInput } from '../limits.js';
import { type Need, renamed } from '../needs/need.js';
import { stateNamed } from './mistake.js';
import { type NamedNeeds, unnamed } from './read-half-types.js';

/** A state as its author wrote it, as far as it is looked at. */
interface State {
  readonly on?: object;
  readonly after?: object;
  readonly meta?: { readonly need?: unknown };
  readonly states?: Readonly<Record<string, State>>;
}

type Remembered = object | ((input: HalfInput) => object) | undefined;

/** The configuration with what every read half has, and with the needs themselves where it names them. */
export function completed(config: State, needs: NamedNeeds, remembered: Remembered): object {
  const { on, after, states } = config;
  const whole = {
    context: contextFrom(remembered),
    ...config,
    on: { eof: '.failed', malformed: '.failed', reset: '.failed', ...on },
    after: { total: '.failed', ...after },
    states: { ...states, closed: states?.['closed'] ?? END, failed: states?.['failed'] ?? END },
  };
  return withNeeds(whole, eventsNamed(needs), []);
}

const END = { type: 'final' } as State;

/** The context is the input, with what the half remembers after it. */
function contextFrom(remembered: Remembered): (args: { readonly input: HalfInput }) => object {
  if (remembered === undefined) return ({ input }) => input;
  const ownOf = typeof remembered === 'function' ? remembered : () => remembered;
  return ({ input }) => {
    // Field by field: to spread an object and put more after it takes V8 a hundred times as long.
    const { limits, timeouts, previous, addresses } = input;
    return Object.assign({ limits, timeouts, previous, addresses }, ownOf(input));
  };
}

function withNeeds(state: State, needs: NamedNeeds, path: readonly string[]): State {
  const { meta, states } = state;
  return {
    ...state,
    ...(typeof meta?.need === 'string' && { meta: { ...meta, need: needNamed(meta.need, needs, path) } }),
    ...(states && { states: mapped(states, (child, key) => withNeeds(child, needs, [...path, key])) }),
  };
}

function needNamed(name: string, needs: NamedNeeds, path: readonly string[]): unknown {
  if (Object.hasOwn(needs, name)) return needs[name];
  const names = Object.keys(needs);
  const write = orNearest(name, names, `There are: ${names.join(', ')}`);
  const where = stateNamed(path.join('.')).replace(/^./, (first) => first.toUpperCase());
  throw new TypeError(`${where} needs '${name}', which is not among its \`needs\`. ${write}.`);
}

/** One object for each need: states that name the same one share it. */
function eventsNamed(needs: NamedNeeds): NamedNeeds {
  const hasNone = (event: unknown): boolean => unnamed.some((type) => type === event);
  return mapped(needs as Readonly<Record<string, Need>>, (need, name) =>
    hasNone(need.event) ? renamed(need, name) : need,
  );
}

function mapped<T>(record: Readonly<Record<string, T>>, change: (value: T, key: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
