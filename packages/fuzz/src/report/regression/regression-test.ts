import type { Suspicion } from '../../oracles/trial.js';
import { writeReplay } from '../replay.js';
import type { TestRunner } from '../test-runner.js';
import { openingOf, type RegressionSource } from './opening.js';
import { RUN_IMPORTS, RUN_SOURCE } from './run-source.js';
import { testSource } from './test-source.js';

export type { RegressionSource } from './opening.js';

/** A case as a test: what is printed once for all tests of a file is not part of it. */
export interface RegressionTest {
  readonly title: string;
  /** Whether it stands in a file of its own; else it belongs beside the assertion. */
  readonly standalone: boolean;
  readonly source: string;
}

/** The classes that are shown only by something that the subject does not contain. */
const NEEDS_MORE: ReadonlySet<string> = new Set(['reference', 'expected']);

export function regressionTest(source: RegressionSource, suspicion: Suspicion, lateness: number): RegressionTest {
  const where = suspicion.chunking.cuts.join(', ');
  const title = `${source.name}: ${suspicion.class}, ${where === '' ? 'in one chunk' : `cut at ${shortened(where)}`}`;
  if (!NEEDS_MORE.has(suspicion.class) && openingOf(source) !== undefined) {
    return { title, standalone: true, source: testSource(title, suspicion, lateness) };
  }
  const subject = source.callSite?.subject ?? 'subject';
  const options = NEEDS_MORE.has(suspicion.class) ? '...options, ' : '';
  return {
    title,
    standalone: false,
    source: [
      `test(${JSON.stringify(title)}, async () => {`,
      `  await assertChunkInvariant(${subject}, { ${options}replay: '${writeReplay(suspicion, lateness)}' });`,
      '});',
    ].join('\n'),
  };
}

/**
 * A test file with all of these. Those that stand alone need nothing but the parser; the others are for the file in which the
 * assertion is, and a remark says so.
 */
export function regressionFile(source: RegressionSource, tests: readonly RegressionTest[]): string {
  const [alone, beside] = [tests.filter((test) => test.standalone), tests.filter((test) => !test.standalone)];
  const parts: string[] = [];
  const opening = openingOf(source);
  if (alone.length > 0 && opening !== undefined) {
    const head = ["import assert from 'node:assert/strict';", ...testImport(source.testRunner), ...RUN_IMPORTS];
    const imports = [...new Set([...head, ...opening.imports])].sort();
    parts.push(importsFor(source.testRunner, imports).join('\n'), ...alone.map((test) => test.source));
    parts.push(opening.setup.join('\n'), RUN_SOURCE.trimEnd());
  }
  if (beside.length > 0) {
    parts.push(`${BESIDE}\n${beside.map((test) => test.source).join('\n\n')}`);
  }
  return `${parts.join('\n\n')}\n`;
}

const BESIDE =
  '// For the file that has the assertion, beside it: what opens the parser stands there. (`options`: what the assertion has.)';

function testImport(testRunner: TestRunner): string[] {
  if (testRunner === 'vitest') return ["import { test } from 'vitest';"];
  // Jest has `test` for a global.
  return testRunner === 'node' ? ["import { test } from 'node:test';"] : [];
}

function importsFor(testRunner: TestRunner, imports: readonly string[]): string[] {
  return testRunner === 'jest-cjs' ? imports.map(asRequire) : [...imports];
}

function asRequire(line: string): string {
  const [, names = '', from = ''] = /^import\s+([\s\S]*?)\s+from\s+([^;]+);?$/.exec(line) ?? [];
  if (names === '') return line.replace(/^import\s+([^;]+);?$/, 'require($1);');
  if (names.startsWith('{')) return `const ${names.replaceAll(' as ', ': ')} = require(${from});`;
  return `const ${names.replace('* as ', '')} = require(${from});`;
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
