/** For whom a regression test is written: `jest` where ES modules are switched on, `jest-cjs` where they are not. */
export type TestRunner = 'node' | 'vitest' | 'jest' | 'jest-cjs';

/** The test runner that this process works for. */
export function currentTestRunner(): TestRunner {
  if (process.env['VITEST'] !== undefined) return 'vitest';
  if (process.env['JEST_WORKER_ID'] === undefined) return 'node';
  const flags = [process.env['NODE_OPTIONS'] ?? '', ...process.execArgv];
  return flags.some((flag) => flag.includes('experimental-vm-modules')) ? 'jest' : 'jest-cjs';
}
