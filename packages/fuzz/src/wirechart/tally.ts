/** How often each law was checked, and where it had nothing to say. */
import { LAWS, type Law } from './laws.js';

/** How far a law was checked. */
export interface LawTally {
  /** States in which it was checked; of chunk invariance, ways on which chunks follow each other. */
  readonly checked: number;
  /** States (or ways) in which it had nothing to say, by the reason. */
  readonly unsaid: Readonly<Record<string, number>>;
}

export class Tally {
  readonly #checked = new Map<Law, number>();
  readonly #unsaid = new Map<Law, Map<string, number>>();

  checked(...laws: readonly Law[]): void {
    for (const law of laws) this.#checked.set(law, (this.#checked.get(law) ?? 0) + 1);
  }

  unsaid(law: Law, reason: string): void {
    let reasons = this.#unsaid.get(law);
    if (reasons === undefined) {
      reasons = new Map();
      this.#unsaid.set(law, reasons);
    }
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }

  result(): Readonly<Record<Law, LawTally>> {
    const entry = (law: Law): [Law, LawTally] => [
      law,
      { checked: this.#checked.get(law) ?? 0, unsaid: Object.fromEntries(this.#unsaid.get(law) ?? []) },
    ];
    return Object.fromEntries(LAWS.map(entry)) as Record<Law, LawTally>;
  }
}
