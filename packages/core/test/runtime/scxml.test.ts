/**
 * The cases of the SCXML test framework, but for those that need other sessions (`invoke`, `send` to one), an I/O processor or data
 * in XML: each comes out as it does in XState. Where XState does not do what SCXML wants, neither do ours.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { AnyEventObject } from 'xstate';
import { compiled } from '../../src/runtime/compiled/compiled.js';
import { interpreted } from '../../src/runtime/interpreted.js';
import { byRuntime, byXState, type Plot } from './beside-xstate.js';
import { machineOf } from './scxml/convert.js';
import { LeftOut } from './scxml/element.js';

interface Script {
  readonly events: readonly { readonly event: { readonly name: string }; readonly after?: number }[];
}

const folder = dirname(createRequire(import.meta.url).resolve('@scion-scxml/test-framework/package.json'));
const files = readdirSync(join(folder, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.scxml'))
  .sort();

interface Case {
  readonly file: string;
  readonly plot: Plot;
}

const leftOut = new Map<string, number>();
const refused: string[] = [];
const cases = files.flatMap((file): Case[] => {
  const path = join(folder, 'test', file);
  const json = path.replace(/\.scxml$/, '.json');
  if (!existsSync(json)) {
    leftOut.set('no test of its own', (leftOut.get('no test of its own') ?? 0) + 1);
    return [];
  }
  const text = readFileSync(path, 'utf8');
  const script = JSON.parse(readFileSync(json, 'utf8')) as Script;
  const skip = (why: string): Case[] => {
    leftOut.set(why, (leftOut.get(why) ?? 0) + 1);
    return [];
  };
  try {
    compiled(machineOf(text, dirname(path)));
  } catch (error) {
    if (error instanceof LeftOut) return skip(error.message);
    if (!(error instanceof TypeError)) return skip(`XState: ${(error as Error).message}`);
    refused.push(`${file}: ${error.message}`);
    return [];
  }
  return [{ file, plot: { machine: () => machineOf(text, dirname(path)), connections: [stepsOf(script)] } }];
});

test('the cases that the statecharts of XState can express are taken, but for these', () => {
  console.log(
    `SCXML: ${cases.length} of ${files.length} cases taken, ${refused.length} refused; left out: ${JSON.stringify([...leftOut])}`,
  );
  expect(refused).toEqual([]);
  expect(cases.length).toBe(261);
});

test.each(cases)('$file comes out as in XState', ({ plot }) => {
  const expected = byXState(plot);
  expect(byRuntime(compiled, plot)).toEqual(expected);
  expect(byRuntime(interpreted, plot)).toEqual(expected);
});

/** Time passes where the script says so, and what is due then happens. */
function stepsOf({ events }: Script): (AnyEventObject | number)[] {
  let now = 0;
  return events.flatMap(({ event, after = 0 }) => {
    now += after;
    return [now, { type: event.name }, now];
  });
}
