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
export function regressionTest(source: RegressionSource, { bytes, chunking, ending }: Suspicion): string {
  const { imports, setup } = source.module === undefined ? inlined(source.description) : imported(source.module);
  const chunks = chunkRanges(bytes.length, chunking.cuts).map(
    ([start, stop]) => `    Buffer.from('${Buffer.from(bytes.subarray(start, stop)).toString('hex')}', 'hex'),`,
  );
  const title = `${source.name} gives the same in one chunk and cut at ${chunking.cuts.join(', ') || 'no place'}`;
  return [
    "import assert from 'node:assert/strict';",
    "import { test } from 'node:test';",
    ...imports,
    '',
    `test(${JSON.stringify(title)}, { timeout: 10_000 }, async () => {`,
    '  const chunks = [',
    ...chunks,
    '  ];',
    '  assert.deepEqual(await run(chunks), await run([Buffer.concat(chunks)]));',
    '});',
    '',
    ...setup,
    '',
    ...runSource(chunking.pacing === 'tick', ending === 'end'),
    '',
  ].join('\n');
}

interface Opening {
  readonly imports: readonly string[];
  /** Declares `open`, `piece`, `project` and `stream`. */
  readonly setup: readonly string[];
}

function imported({ module, exportName = 'subject' }: SubjectModule): Opening {
  const names =
    exportName === 'default' ? 'subject' : exportName === 'subject' ? '{ subject }' : `{ ${exportName} as subject }`;
  return {
    imports: [`import ${names} from ${JSON.stringify(module.href)};`],
    setup: ['const open = (sink) => subject.open(sink);', ...functionsOf('subject.canonical?.')],
  };
}

function functionsOf(prefix: string): string[] {
  return [
    `const piece = ${prefix}piece ?? (() => undefined);`,
    `const project = ${prefix}project ?? ((message) => message);`,
    `const stream = ${prefix}stream ?? (() => '');`,
  ];
}

function inlined({ recipe, open, canonical }: SubjectDescription): Opening {
  const source = recipe?.open ?? `const { open } = { ${asProperty('open', open)} };`;
  return {
    imports: [...(recipe?.imports ?? []), '// Import what opens the parser here.'],
    setup: [
      ...source.split('\n'),
      `const piece = ${recipe?.piece ?? asFunction('piece', canonical.piece) ?? '() => undefined'};`,
      `const project = ${asFunction('project', canonical.project) ?? '(message) => message'};`,
      `const stream = ${recipe?.stream ?? asFunction('stream', canonical.stream) ?? "() => ''"};`,
    ],
  };
}

/** Source of a function as a property, whether it was written as a method or by itself. */
function asProperty(name: string, source: string): string {
  return new RegExp(`^(async\\s+)?\\*?${name}\\s*\\(`).test(source) ? source : `${name}: ${source}`;
}

function asFunction(name: string, source: string | undefined): string | undefined {
  if (source === undefined) return undefined;
  const property = asProperty(name, source);
  return property === source ? `{ ${property} }.${name}` : source;
}

function runSource(tick: boolean, end: boolean): string[] {
  return [
    'async function run(chunks) {',
    '  const seen = {};',
    '  const keep = (content) => {',
    '    const events = (seen[stream(content)] ??= []);',
    '    const { of, data } = piece(content) ?? {};',
    '    const last = events.at(-1);',
    '    if (of === undefined) events.push({ message: structuredClone(project(content)) });',
    "    else if (last?.of !== of) events.push({ of, data: typeof data === 'string' ? data : Buffer.from(data) });",
    "    else last.data = typeof data === 'string' ? last.data + data : Buffer.concat([last.data, data]);",
    '  };',
    '  let broken;',
    '  const message = (content) => {',
    '    try {',
    '      keep(content);',
    '    } catch (thrown) {',
    '      broken ??= thrown;',
    '    }',
    '  };',
    '  let failed = false;',
    '  const error = ({ code, name }) => {',
    '    if (!failed) seen.error = code ?? name;',
    '    failed = true;',
    '  };',
    '  const quiet = () => new Promise((resolve) => setTimeout(resolve, 20));',
    '  const parser = await open({ message, error });',
    '  try {',
    ...(tick
      ? [
          '    for (const chunk of chunks) {',
          '      if (failed || parser.closed) break;',
          '      await parser.write(chunk);',
          '      await quiet();',
          '    }',
        ]
      : [
          '    const written = [];',
          '    for (const chunk of chunks) if (!failed && !parser.closed) written.push(parser.write(chunk));',
          '    await Promise.all(written);',
          '    await quiet();',
        ]),
    ...(end ? ['    if (!failed && !parser.closed) await parser.end?.();'] : []),
    '  } catch (thrown) {',
    '    error(thrown);',
    '  }',
    '  await quiet();',
    '  if (broken) throw broken;',
    '  return seen;',
    '}',
  ];
}
