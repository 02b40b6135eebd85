import type { SubjectDescription } from '../isolation/executor.js';
import type { SubjectModule } from '../isolation/subject-module.js';
import type { Suspicion } from '../oracles/trial.js';
import { chunkRanges } from '../plan/chunking.js';

/** A subject as a regression test opens it. */
export interface RegressionSource {
  readonly name: string;
  readonly description: SubjectDescription;
  readonly module?: SubjectModule | undefined;
}

/** A test file for node:test that feeds the input whole and cut, and needs nothing but the parser. */
export function regressionTest(source: RegressionSource, suspicion: Suspicion): string {
  const { bytes, chunking, end } = suspicion;
  const chunks = chunkRanges(bytes.length, chunking.cuts).map(
    ([start, stop]) => `Buffer.from('${Buffer.from(bytes.subarray(start, stop)).toString('hex')}', 'hex')`,
  );
  const { imports, setup } = opening(source, chunking.pacing === 'tick', end);
  const title = `${source.name}: gives the same however its input is cut (${chunking.cuts.join(', ') || 'whole'})`;
  return [
    "import assert from 'node:assert/strict';",
    "import { test } from 'node:test';",
    ...imports,
    '',
    ...setup,
    '',
    `test(${JSON.stringify(title)}, { timeout: 10_000 }, async () => {`,
    '  const chunks = [',
    ...chunks.map((chunk) => `    ${chunk},`),
    '  ];',
    '  assert.deepEqual(await run(chunks), await run([Buffer.concat(chunks)]));',
    '});',
    '',
  ].join('\n');
}

function opening(
  { description, module }: RegressionSource,
  tick: boolean,
  end: boolean,
): { imports: readonly string[]; setup: readonly string[] } {
  const { recipe } = description;
  if (recipe !== undefined && end && !tick) {
    const hint = module === undefined ? ['// Import what opens the parser here.'] : [];
    return { imports: [...(recipe.imports ?? []), ...hint], setup: recipe.run.split('\n') };
  }
  const imports = module === undefined ? ['// Import what `open` uses here.'] : [importLine(module)];
  const subject = module === undefined ? [`const subject = { ${asMethod(description.open)} };`, ''] : [];
  return { imports, setup: [...subject, ...genericRun(tick, end)] };
}

function importLine({ module, exportName }: SubjectModule): string {
  const from = JSON.stringify(module.href);
  if (exportName === 'default') return `import subject from ${from};`;
  return `import { ${exportName === undefined ? 'subject' : `${exportName} as subject`} } from ${from};`;
}

/** Source of a function as a property, whether it was written as a method or as an arrow. */
function asMethod(source: string): string {
  return /^(async\s+)?open\s*\(/.test(source) ? source : `open: ${source}`;
}

function genericRun(tick: boolean, end: boolean): string[] {
  return [
    'async function run(chunks) {',
    '  const seen = [];',
    '  const parser = await subject.open({',
    '    message: (message) => seen.push(structuredClone(message)),',
    '    error: (error) => seen.push({ error: error.code ?? error.name }),',
    '  });',
    '  const quiet = () => new Promise((resolve) => setTimeout(resolve, 20));',
    '  try {',
    ...(tick
      ? [
          '    for (const chunk of chunks) {',
          '      await parser.write(chunk);',
          '      await quiet();',
          '    }',
        ]
      : ['    await Promise.all(chunks.map((chunk) => parser.write(chunk)));']),
    ...(end ? ['    await parser.end?.();'] : []),
    '  } catch (error) {',
    '    seen.push({ error: error.code ?? error.name });',
    '  }',
    '  await quiet();',
    '  return seen;',
    '}',
  ];
}
