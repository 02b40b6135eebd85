import type { HistorySpec, StateSpec } from './spec.js';

/** Where the states of a random machine stand, by their paths. History states are numbered apart: `h0` beside `s0`. */
export class Layout {
  /** All that can be active, in document order; the root is `''`. */
  readonly states: string[] = [];
  /** All that can be targets. */
  private readonly places: string[] = [];
  private readonly specs = new Map<string, StateSpec>();
  private readonly withHistory: boolean;

  constructor(root: StateSpec) {
    this.list(root, '');
    // More of them are refused.
    const remembered = [...this.specs.values()].flatMap((spec) =>
      spec.children.length === 0 ? [] : spec.history.map(() => 1 + combinationsOf(spec)),
    );
    this.withHistory = remembered.reduce((product, count) => product * count, combinationsOf(root)) <= 10_000;
    for (const path of this.states) {
      this.places.push(path, ...this.historyOf(path).map((_, index) => join(path, `h${index}`)));
    }
  }

  /** Whether several states may be active side by side. */
  get forked(): boolean {
    return [...this.specs.values()].some(isParallel);
  }

  historyOf(path: string): readonly HistorySpec[] {
    const spec = this.specs.get(path);
    return this.withHistory && spec !== undefined && spec.children.length > 0 ? spec.history : [];
  }

  /** The states below another. */
  below(path: string): readonly string[] {
    return this.states.filter((state) => state !== path && (path === '' || state.startsWith(`${path}.`)));
  }

  /** The paths that two numbers stand for; the second counts only where the two can be active together. */
  targets(from: string, first: number | undefined, second: number | undefined): readonly string[] {
    if (first === undefined) {
      return [];
    }
    const one = this.place(from, first);
    const other = second === undefined ? one : this.place(from, second);
    return this.goTogether(one, other) ? [one, other] : [one];
  }

  /** A history state around a transition in a region is refused. */
  private place(from: string, number: number): string {
    const place = this.places[number % this.places.length] as string;
    const parent = parentOf(place);
    const isHistory = !this.specs.has(place);
    return isHistory && this.below(parent).includes(from) && this.isInRegion(from) ? parent : place;
  }

  private isInRegion(path: string): boolean {
    const parent = parentOf(path);
    return path !== '' && (isParallel(this.specs.get(parent) as StateSpec) || this.isInRegion(parent));
  }

  private list(spec: StateSpec, path: string): void {
    this.states.push(path);
    this.specs.set(path, spec);
    spec.children.forEach((child, index) => {
      this.list(child, join(path, `s${index}`));
    });
  }

  /** Below different regions of one parallel state. */
  private goTogether(one: string, other: string): boolean {
    const [a, b] = [one.split('.'), other.split('.')];
    const apart = a.findIndex((key, at) => key !== b[at]);
    const around = this.specs.get(a.slice(0, Math.max(apart, 0)).join('.'));
    const keys = [a[apart], b[apart]];
    return apart >= 0 && around !== undefined && isParallel(around) && keys.every((key) => key?.startsWith('s'));
  }
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('.'), 0));
}

export function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function isParallel({ parallel, children }: StateSpec): boolean {
  return parallel && children.length > 0;
}

/** In how many ways a state can be active. */
function combinationsOf(spec: StateSpec): number {
  const counts = spec.children.map(combinationsOf);
  if (counts.length === 0) {
    return 1;
  }
  return isParallel(spec) ? counts.reduce((a, b) => a * b, 1) : counts.reduce((a, b) => a + b, 0);
}
