import type { Suspicion } from '../../oracles/trial.js';
import { chunkRanges } from '../../plan/chunking.js';

/** Source of the call of `test` for one case. It stands with what `RUN_SOURCE` and the opening of the parser declare. */
export function testSource(title: string, suspicion: Suspicion, lateness: number): string {
  const { bytes, chunking } = suspicion;
  const chunks = chunkRanges(bytes.length, chunking.cuts).map(
    ([start, end]) => `    Buffer.from('${Buffer.from(bytes.subarray(start, end)).toString('hex')}', 'hex'),`,
  );
  return [
    `test(${JSON.stringify(title)}, async () => {`,
    '  const chunks = () => [',
    ...chunks,
    '  ];',
    ...body(suspicion, lateness).map((line) => `  ${line}`),
    '});',
  ].join('\n');
}

function body({ class: found, chunking: { pacing }, ending }: Suspicion, lateness: number): string[] {
  const how = {
    ...(pacing === 'burst' ? {} : { pacing }),
    ...(ending === 'end' ? {} : { ending }),
    ...(lateness === 0 ? {} : { wait: lateness }),
    ...(found === 'error-text' ? { words: true } : {}),
    ...(found === 'positions' ? { positions: true } : {}),
    ...(found === 'hang' ? { guarded: true } : {}),
  };
  const set = (more: Record<string, unknown> = {}) => literal({ ...how, ...more });
  switch (found) {
    case 'reads-outside':
      return [
        `const around = (byte) => run(chunks().map((chunk) => padded(chunk, byte)), ${set()});`,
        'assert.deepEqual(await around(0xa5), await around(0x00));',
      ];
    case 'keeps-input':
      return [
        `const how = ${set({ pacing: 'tick' })};`,
        'assert.deepEqual(await run(chunks(), { ...how, overwrite: true }), await run(chunks(), how));',
      ];
    case 'failed-read':
      return [
        `const seen = await run(chunks(), ${set({ guarded: true })});`,
        "assert.notEqual(seen.error, 'late', 'it does not come back');",
      ];
    case 'changes-input':
      return ['const given = chunks();', `await run(given, ${set()});`, 'assert.deepEqual(given, chunks());'];
    case 'changes-output':
    case 'aliases-input':
      return [
        'const [given, kept] = [chunks(), []];',
        `await run(given, { ...${set()}, kept });`,
        ...(found === 'aliases-input' ? ['given.forEach(flip);'] : []),
        'assert.deepEqual(',
        '  kept.map(({ content }) => text(project(content))),',
        '  kept.map(({ before }) => before),',
        ');',
      ];
    default:
      return [
        `const how = ${set()};`,
        'assert.deepEqual(await run(chunks(), how), await run([Buffer.concat(chunks())], how));',
      ];
  }
}

function literal(value: Record<string, unknown>): string {
  const fields = Object.entries(value).map(([key, field]) => `${key}: ${JSON.stringify(field)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
