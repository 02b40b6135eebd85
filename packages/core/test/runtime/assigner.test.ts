import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { ActionArgs } from '../../src/runtime/compiled/action-args.js';
import { Assigner } from '../../src/runtime/compiled/assigner.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

const event = { type: 'go' };
const keys = fc.constantFrom('a', 'b', 'class', 'update', 'args', '__proto', '0', 'with space', '$d');
const objects = fc.dictionary(keys, fc.nat(9), { maxKeys: 4, noNullPrototype: true });
/** Runs of the same keys, so that they are learned, and changes between them, so that what was learned is wrong. */
const series = fc
  .array(fc.tuple(objects, objects, fc.integer({ min: 1, max: 80 })), { minLength: 1, maxLength: 4 })
  .map((runs) =>
    runs.flatMap(([context, update, times]) => Array.from({ length: times }, () => [context, update] as const)),
  );

test('function form: the next context is what Object.assign makes of it, keys in the same order', () => {
  fc.assert(
    fc.property(series, (calls) => {
      const assigner = new Assigner((_args, params) => params);
      for (const [context, update] of calls) {
        const before = JSON.stringify(context);
        const next = assigner.run(new ActionArgs(context, event), update);
        expect(JSON.stringify(next)).toBe(JSON.stringify(Object.assign({}, context, update)));
        expect(next).not.toBe(context);
        expect(JSON.stringify(context)).toBe(before);
      }
    }),
  );
});

test('object form: every function gets the context as it was, and all values go in', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(objects, fc.integer({ min: 1, max: 80 })), { minLength: 1, maxLength: 4 }),
      fc.uniqueArray(keys, { maxLength: 3 }),
      (runs, assigned) => {
        const assignment = Object.fromEntries(
          assigned.map((key, at) => [key, at === 0 ? 'fixed' : ({ context }: ActionArgs) => JSON.stringify(context)]),
        );
        const assigner = new Assigner(assignment);
        for (const [context, times] of runs) {
          const update = Object.fromEntries(
            assigned.map((key, at) => [key, at === 0 ? 'fixed' : JSON.stringify(context)]),
          );
          for (let call = 0; call < times; call++) {
            const next = assigner.run(new ActionArgs(context, event), undefined);
            expect(JSON.stringify(next)).toBe(JSON.stringify(Object.assign({}, context, update)));
          }
        }
      },
    ),
  );
});

test.each([undefined, null, 7, 'ab'])('an update that is %s goes in as Object.assign takes it', (update) => {
  const assigner = new Assigner(() => update);
  const context = { n: 1 };
  for (let call = 0; call < 20; call++) {
    expect(assigner.run(new ActionArgs(context, event), undefined)).toEqual(Object.assign({}, context, update));
  }
});

test('works where generating code is forbidden', () => {
  vi.stubGlobal('Function', function forbidden() {
    throw new EvalError('Code generation from strings disallowed for this context');
  });
  const assigner = new Assigner({
    onlyHere: ({ context }: ActionArgs) => (context as { onlyHere: number }).onlyHere + 1,
  });
  let context: unknown = { onlyHere: 0, kept: 'x' };
  for (let call = 0; call < 200; call++) {
    context = assigner.run(new ActionArgs(context, event), undefined);
  }
  vi.unstubAllGlobals();
  expect(context).toEqual({ onlyHere: 200, kept: 'x' });
});
