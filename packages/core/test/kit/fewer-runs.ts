/**
 * Stands for fast-check where suites run on XState's interpreter: see vitest.config.ts. Every random property is checked
 * there too, but in a fifth of its runs, for each takes many times as long.
 */
import fastCheck, { type Parameters } from 'fast-check';

export * from 'fast-check';

const SHARE = 5;
const DEFAULT_RUNS = 100;

function fewer<T>(parameters: Parameters<T> = {}): Parameters<T> {
  return { ...parameters, numRuns: Math.ceil((parameters.numRuns ?? DEFAULT_RUNS) / SHARE) };
}

export default {
  ...fastCheck,
  assert: ((property, parameters) => fastCheck.assert(property, fewer(parameters))) as typeof fastCheck.assert,
};
