import type { NamedInput } from '../inputs/corpus.js';
import type { FindingClass } from '../oracles/finding-class.js';
import type { References } from '../oracles/reference.js';
import { type Evidence, type Suspicion, tryOut } from '../oracles/trial.js';
import { withoutEmptyChunks } from '../plan/chunking.js';
import type { Outcome } from '../run/outcome.js';
import type { Ending } from '../run/request.js';
import { refuseUnlike } from './calibrate.js';
import type { Runner } from './runner.js';

/** Something that was found and confirmed, with all that was seen of it. */
export interface Case {
  readonly class: FindingClass;
  /** Whether the parser accepts the whole input on which it was first seen. */
  readonly accepted: boolean;
  readonly input: NamedInput;
  /** The suspicion that was confirmed first, and what it showed. */
  readonly confirmed: { readonly suspicion: Suspicion; readonly evidence: Evidence };
  /** The suspicion with the fewest cuts on that input. */
  suspicion: Suspicion;
  /** Offsets on that input at which a single cut shows it, or after which output is late. */
  readonly offsets: Set<number>;
  /** Names of all inputs on which it was seen. */
  readonly inputs: Set<string>;
  /** A smaller input that shows it, where shrinking the generated one gave it. */
  smaller?: Suspicion;
}

/** Suspicions about one input that were looked at again and not confirmed, after which the class is left alone. */
const MOST_VANISHED = 10;

/** Looks at what was once seen and once not. */
const MORE_LOOKS = 3;

/** Confirms suspicions and keeps what is left of them. */
export class Cases {
  readonly #runner: Runner;
  readonly #references: References;
  /** Suspicions are confirmed one after the other, though several inputs may be looked at. */
  #turn: Promise<unknown> = Promise.resolve();
  readonly #ignored: ReadonlySet<FindingClass>;
  readonly #cases = new Map<string, Case>();
  /** What each kind of suspicion about each input came to. */
  readonly #settled = new Map<string, Case | 'dismissed'>();
  readonly #vanished = new Map<string, number>();

  constructor(runner: Runner, ignored: ReadonlySet<FindingClass>, references: References = {}) {
    this.#runner = runner;
    this.#ignored = ignored;
    this.#references = references;
  }

  get all(): readonly Case[] {
    return [...this.#cases.values()];
  }

  /** What is to be said of differences that were not confirmed. */
  notes(): string[] {
    const count = [...this.#vanished.values()].reduce((sum, one) => sum + one, 0);
    if (count === 0) return [];
    return [
      `${count} ${count === 1 ? 'difference was' : 'differences were'} gone when there was more time or no other run beside it, and not counted.`,
    ];
  }

  knows({ class: found, ending }: Suspicion, accepted: boolean): boolean {
    return this.#cases.has(keyOf(found, accepted, ending));
  }

  /** @returns The case that the suspicion belongs to, once confirmed; undefined if there is nothing in it. */
  take(input: NamedInput, whole: Outcome, suspicion: Suspicion): Promise<Case | undefined> {
    const taken = this.#turn.then(() => this.#take(input, whole, suspicion));
    this.#turn = taken.catch(() => undefined);
    return taken;
  }

  async #take(input: NamedInput, whole: Outcome, suspicion: Suspicion): Promise<Case | undefined> {
    if (this.#ignored.has(suspicion.class) || this.#runner.satisfied) return undefined;
    const kind = kindOf(input, suspicion);
    const settled = this.#settled.get(kind);
    if (settled === 'dismissed') return undefined;
    if (settled !== undefined) {
      note(settled, input, suspicion);
      return settled;
    }
    const evidence = await this.#confirm(input, suspicion);
    if (evidence === undefined) {
      this.#dismiss(kind);
      return undefined;
    }
    if (this.#ignored.has(evidence.class)) return undefined;
    const found = this.#caseOf(input, whole, { ...suspicion, class: evidence.class }, evidence);
    this.#settled.set(kind, found);
    return found;
  }

  /** Looked at again with patience, twice, since what does not repeat is not the parser's doing. */
  async #confirm(input: NamedInput, suspicion: Suspicion): Promise<Evidence | undefined> {
    const mode = this.#runner.patientMode.bind(this.#runner);
    const first = await tryOut(this.#runner, suspicion, mode, this.#references);
    if (first?.actual.verdict.type === 'hung') return first;
    const second = await tryOut(this.#runner, suspicion, mode, this.#references);
    if (first !== undefined && second !== undefined) {
      refuseUnlike(input.name, first.expected, second.expected);
      refuseUnlike(input.name, first.actual, second.actual);
      return first;
    }
    // Once as expected and once not, from the same chunks: chance, or a timer of the parser's on a machine that is busy.
    const odd = first ?? second;
    for (let again = 0; odd !== undefined && again < MORE_LOOKS; again++) {
      if ((await tryOut(this.#runner, suspicion, mode, this.#references)) === undefined) continue;
      refuseUnlike(input.name, odd.actual, odd.expected);
    }
    return undefined;
  }

  #dismiss(kind: string): void {
    const count = (this.#vanished.get(kind) ?? 0) + 1;
    this.#vanished.set(kind, count);
    if (count >= MOST_VANISHED) this.#settled.set(kind, 'dismissed');
    // It may be that runs side by side disturb each other, or that too little was waited for.
    if (this.#runner.sideBySide) this.#runner.runAlone();
    else this.#runner.waitLonger();
  }

  #caseOf(input: NamedInput, whole: Outcome, suspicion: Suspicion, evidence: Evidence): Case {
    const accepted = whole.verdict.type === 'finished';
    const key = keyOf(suspicion.class, accepted, suspicion.ending);
    const known = this.#cases.get(key);
    if (known !== undefined) {
      note(known, input, suspicion);
      return known;
    }
    const found = newCase(input, accepted, suspicion, evidence);
    this.#cases.set(key, found);
    return found;
  }
}

export function newCase(input: NamedInput, accepted: boolean, suspicion: Suspicion, evidence: Evidence): Case {
  const found: Case = {
    class: suspicion.class,
    accepted,
    input,
    confirmed: { suspicion, evidence },
    suspicion,
    offsets: new Set(),
    inputs: new Set(),
  };
  note(found, input, suspicion);
  return found;
}

function note(found: Case, input: NamedInput, suspicion: Suspicion): void {
  found.inputs.add(input.name);
  if (input !== found.input) return;
  const { cuts } = suspicion.chunking;
  if (cuts.length < found.suspicion.chunking.cuts.length) found.suspicion = { ...suspicion, class: found.class };
  if (suspicion.ending === 'nothing') found.offsets.add(suspicion.bytes.length);
  else if (cuts.length === 1) found.offsets.add(cuts[0] ?? 0);
}

function keyOf(found: FindingClass, accepted: boolean, ending: Ending): string {
  return `${found} ${accepted} ${ending === 'failure'}`;
}

/** Chunkings with empty chunks are judged apart: what they show may be nothing but the empty chunk. */
function kindOf(input: NamedInput, { class: found, bytes, chunking: { cuts }, ending }: Suspicion): string {
  const empty = withoutEmptyChunks(bytes.length, cuts).length < cuts.length;
  return `${found} ${empty} ${ending === 'failure'} ${input.name}`;
}
