/** What a suite needs of a test runner: vitest, jest, node:test, mocha and others have it. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => void | Promise<void>) => unknown;
}
