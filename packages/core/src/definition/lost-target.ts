/** A target that does not exist: XState throws when the machine is made, and names neither the event nor what there is. */
import { nearest } from '../errors/nearest.js';
import { reject } from '../runtime/internals/refuse.js';

/** A state as its author wrote it, as far as targets are found in it. */
interface State {
  readonly id?: string;
  readonly on?: object;
  readonly after?: object;
  readonly always?: unknown;
  readonly onDone?: unknown;
  readonly states?: Readonly<Record<string, State>>;
}

type Path = readonly string[];

/** @throws TypeError for a transition to a state that the configuration does not have. */
export function rejectLostTarget(root: State): void {
  const states = [...statesBelow(root, [])];
  for (const [path, state] of states) {
    const known = placesFrom(root, states, path);
    for (const [event, target] of targetsOf(state)) {
      // As XState reads it: what begins with a dot is below the state, all else beside it.
      if (known.has(target) || target === '.') continue;
      reject(path.join('.'), `leads on ${event} to '${target}', which does not exist`, adviceFor(target, known, path));
    }
  }
}

function* statesBelow(state: State, path: Path): Generator<readonly [path: Path, state: State]> {
  yield [path, state];
  for (const [key, child] of Object.entries(state.states ?? {})) yield* statesBelow(child, [...path, key]);
}

function* targetsOf({ on, after, always, onDone }: State): Generator<readonly [event: string, target: string]> {
  const named = (source: object | undefined, name: (event: string) => string) =>
    Object.entries(source ?? {}).map(([event, given]) => [name(event), given] as const);
  const all = [
    ...named(on, (event) => `'${event}'`),
    ...named(after, (delay) => `the delay '${delay}'`),
    ['`always`', always] as const,
    ['`onDone`', onDone] as const,
  ];
  for (const [event, given] of all) {
    for (const transition of [given].flat()) {
      const target = typeof transition === 'object' && transition !== null && 'target' in transition;
      for (const one of [target ? transition.target : transition].flat()) {
        if (typeof one === 'string') yield [event, one];
      }
    }
  }
}

/** Every way to write a target in the state at `path`, and the path that it leads to. */
function placesFrom(
  root: State,
  states: readonly (readonly [path: Path, state: State])[],
  path: Path,
): ReadonlyMap<string, Path> {
  const places = new Map<string, Path>();
  const rootId = root.id ?? '(machine)';
  for (const [to, { id }] of states) {
    const beside = to.length >= path.length && path.slice(0, -1).every((key, at) => to[at] === key);
    const below = to.length > path.length && path.every((key, at) => to[at] === key);
    if (below) places.set(`.${to.slice(path.length).join('.')}`, to);
    if (beside && path.length > 0) places.set(to.slice(path.length - 1).join('.'), to);
    places.set(`#${[rootId, ...to].join('.')}`, to);
    if (id === undefined) continue;
    for (const [inner] of states) {
      if (to.every((key, at) => inner[at] === key)) places.set(`#${[id, ...inner.slice(to.length)].join('.')}`, inner);
    }
  }
  return places;
}

function adviceFor(target: string, known: ReadonlyMap<string, Path>, path: Path): string {
  const like = nearest(
    target,
    [...known.keys()].filter((name) => (name[0] === '#') === (target[0] === '#')),
  );
  if (like !== undefined) return `Write '${like}'`;
  // One of this name elsewhere, or in another way to write it.
  const key = target.replace(/^.*[.#]/, '');
  const named = [...known].filter(([, to]) => to.at(-1) === key).map(([name]) => name);
  const shortest = named.sort((a, b) => a.length - b.length)[0];
  if (shortest !== undefined) return `Write '${shortest}'`;
  const near = [...known.keys()].filter((name) => (path.length === 0 ? /^\.[^.]+$/ : /^[^.#]+$/).test(name));
  return `There are: ${near.join(', ')}`;
}
