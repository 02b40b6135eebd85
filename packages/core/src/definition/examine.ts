/** Finds what is wrong with a protocol before a connection does. */
import type { AnyStateMachine } from 'xstate';
import { isProtocol, shown } from '../errors/check-arguments.js';
import { orNearest } from '../errors/nearest.js';
import type { AnyProtocol } from '../protocol.js';
import { checks } from './checks.js';
import { DefinedHalf, type HalfKind, isEnd } from './half.js';
import { definitionError, type Mistake, stateNamed } from './mistake.js';

/**
 * Checks both halves of a protocol and what leads from it to others. What has been checked once is known.
 *
 * @throws TypeError that names every mistake: the half, the state's path, what is wrong and what to write.
 */
export function examine(protocol: AnyProtocol): void {
  const { name } = protocol;
  const found = [
    ...mistakesOf(name, 'read', protocol.read).map((mistake) => ['read half', mistake] as const),
    ...mistakesOf(name, 'write', protocol.write).map((mistake) => ['write half', mistake] as const),
    ...mistakesInNext(protocol).map((mistake) => ['next', mistake] as const),
  ];
  if (found.length > 0) throw definitionError(shown(name), found);
}

function mistakesOf(protocol: string, kind: HalfKind, machine: AnyStateMachine): readonly Mistake[] {
  const known = examined[kind].get(machine);
  if (known !== undefined) return known;
  const half = read(protocol, kind, machine);
  const mistakes: Mistake[] = [];
  for (const check of checks[kind]) {
    // What is found in one place explains what would be found there next.
    const places = new Set(mistakes.map(({ where }) => where));
    mistakes.push(...check(half).filter(({ where }) => !places.has(where)));
  }
  examined[kind].set(machine, mistakes);
  return mistakes;
}

/** A machine that cannot be read is refused in the words of who reads it. */
function read(protocol: string, kind: HalfKind, machine: AnyStateMachine): DefinedHalf {
  try {
    return new DefinedHalf(kind, machine);
  } catch (cause) {
    throw new TypeError(`Protocol '${protocol}', ${kind} half: ${(cause as Error).message}`, { cause });
  }
}

function mistakesInNext({ read, next }: AnyProtocol): Mistake[] {
  const { states } = new DefinedHalf('read', read);
  const ends = states.filter(isEnd).map(({ path }) => path);
  return Object.entries(next ?? {}).flatMap(([state, following]) => {
    const where = stateNamed(state);
    if (!ends.includes(state)) {
      const wrong = states.some(({ path }) => path === state)
        ? 'it is not final, so the read half does not end there'
        : 'it is no state of the read half';
      return [{ where, wrong, write: orNearest(state, ends, `Name one of its final states: ${ends.join(', ')}`) }];
    }
    if (isProtocol(following)) return [];
    const write = typeof following === 'function' ? 'Call it' : 'Name a protocol: one is what `defineProtocol` returns';
    return [{ where, wrong: `what follows it is ${shown(following)}`, write }];
  });
}

const examined: Readonly<Record<HalfKind, WeakMap<AnyStateMachine, readonly Mistake[]>>> = {
  read: new WeakMap(),
  write: new WeakMap(),
};
