/** What the generator must cover, each by itself and each together with each. A case counts for what it really ran. */
export const features = [
  'context factory',
  'guard inline',
  'guard named',
  'guard with params',
  'guard with computed params',
  'guard and',
  'guard or',
  'guard not',
  'guard stateIn',
  'action inline',
  'action named',
  'action with params',
  'action with computed params',
  'assign function',
  'assign object',
  'assign new key',
  'assign nothing',
  'assign getters',
  'assign inherited',
  'assign parsed',
  'assign frozen',
  'assign whole',
  'enqueue',
  'check',
  'log',
  'log computed',
  'emit',
  'emit computed',
  'raise',
  'raise computed',
  'delayed raise',
  'sent to itself',
  'cancel',
  'cancel computed',
  'entry',
  'exit',
  'initial actions',
  'nested',
  'always',
  'after number',
  'after named',
  'after fired',
  'onDone',
  'wildcard',
  'partial wildcard',
  'targetless',
  'to itself',
  'to descendant',
  'to ancestor',
  'several targets',
  'regions',
  'regions together',
  'regions done',
  'history shallow',
  'history deep',
  'history by default',
  're-entering',
  'refused',
  'taken often',
  'seldom, then often',
  'often, then seldom',
  'sent from action',
  'sent from emitted',
  'sent to peer',
  'context mutated',
  'unknown event',
  'guard throws',
  'action throws',
  'endless chain',
  'done',
  'done with output',
] as const;

export type Feature = (typeof features)[number];

/** A run ends only once: these do not meet each other. */
const endings: readonly Feature[] = ['guard throws', 'action throws', 'endless chain', 'done', 'done with output'];

/** Nor do they often meet these: that takes a step of one transition and another one before the run ends. */
const changes: readonly Feature[] = ['seldom, then often', 'often, then seldom'];

/** Most runs end in a final child of the root; a root with such children has its regions further down, and they take longer. */
const deep: readonly Feature[] = ['regions together', 'regions done', 'several targets'];
const ends: readonly Feature[] = ['done', 'done with output'];

function mayMeet(first: Feature, second: Feature): boolean {
  const pair = [first, second];
  const deepEnd = pair.some((feature) => deep.includes(feature)) && pair.some((feature) => ends.includes(feature));
  return !deepEnd && !pair.every((feature) => endings.includes(feature) || changes.includes(feature));
}

/** How many cases ran each feature, and each pair of them. */
export class Coverage {
  private readonly counts = new Map<string, number>();
  private readonly oftenCounts = new Map<Feature, number>();
  cases = 0;

  /** @param seenOften what was run in steps whose transitions had been taken often before */
  add(seen: ReadonlySet<Feature>, seenOften: ReadonlySet<Feature>): void {
    this.cases += 1;
    for (const feature of seenOften) {
      this.oftenCounts.set(feature, this.countOften(feature) + 1);
    }
    for (const [first, second] of pairs()) {
      if (seen.has(first) && seen.has(second)) {
        const key = keyOf(first, second);
        this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
      }
    }
  }

  count(first: Feature, second: Feature = first): number {
    return this.counts.get(keyOf(first, second)) ?? 0;
  }

  /** How many cases ran the feature in a step whose transitions had been taken often before. */
  countOften(feature: Feature): number {
    return this.oftenCounts.get(feature) ?? 0;
  }

  /** The pair (or the single feature) that occurs least. */
  rarest(): readonly (readonly [first: Feature, second: Feature, count: number])[] {
    return pairs()
      .map(([first, second]) => [first, second, this.count(first, second)] as const)
      .sort((a, b) => a[2] - b[2]);
  }

  toJSON(): CoverageData {
    return { cases: this.cases, counts: [...this.counts], oftenCounts: [...this.oftenCounts] };
  }

  merge({ cases, counts, oftenCounts }: CoverageData): void {
    this.cases += cases;
    for (const [key, count] of counts) {
      this.counts.set(key, (this.counts.get(key) ?? 0) + count);
    }
    for (const [feature, count] of oftenCounts) {
      this.oftenCounts.set(feature, this.countOften(feature) + count);
    }
  }
}

/** A {@link Coverage} as it travels between threads. */
export interface CoverageData {
  readonly cases: number;
  readonly counts: readonly (readonly [string, number])[];
  readonly oftenCounts: readonly (readonly [Feature, number])[];
}

/** Every feature with itself, and with every other one that can occur in the same run. */
function pairs(): readonly (readonly [Feature, Feature])[] {
  return allPairs;
}

const allPairs = features.flatMap((first, at) =>
  features
    .slice(at)
    .filter((second) => first === second || mayMeet(first, second))
    .map((second) => [first, second] as const),
);

function keyOf(first: Feature, second: Feature): string {
  return `${first} + ${second}`;
}
