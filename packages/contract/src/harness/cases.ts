/** A suite is a list of cases that any test runner can run. */
export interface ContractCase {
  /** What is examined, case and expectation. */
  readonly name: string;
  /** @throws ContractViolation saying what was broken. */
  run(): void | Promise<void>;
}

/** Gathers the cases of a suite under the names of what they are about. */
export class CaseList {
  readonly cases: ContractCase[] = [];
  readonly #topics: string[] = [];

  /** Adds what `declare` declares, under a topic. */
  readonly about = (topic: string, declare: () => void): void => {
    this.#topics.push(topic);
    declare();
    this.#topics.pop();
  };

  readonly it = (name: string, run: () => void | Promise<void>): void => {
    this.cases.push({ name: [...this.#topics, name].join(': '), run });
  };
}
