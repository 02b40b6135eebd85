/** Stands for the compiled runtime where suites run on XState's interpreter: see vitest.config.ts. */
export { interpreted as compiled } from '../../src/runtime/interpreted.js';
