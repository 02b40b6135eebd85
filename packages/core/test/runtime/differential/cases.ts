/** Random cases: fast-check makes and shrinks them. */
import fc from 'fast-check';
import {
  type ActionSpec,
  assignForms,
  type CaseSpec,
  eventTypes,
  type GuardSpec,
  type HistorySpec,
  type MachineSpec,
  type OutputSpec,
  often,
  type StateSpec,
  type StepSpec,
  type Style,
  strangeEvents,
  type TransitionSpec,
  timerIds,
} from './spec.js';

const styles = fc.constantFrom<Style>('inline', 'named', 'params', 'params-function');
const outputs = fc.constantFrom<OutputSpec>('none', 'value', 'function', 'function');
const sendable = fc.constantFrom<string>(...eventTypes);
const raisable = fc.constantFrom('a', 'b', 'r', 'r', 'r');

const tests: fc.Arbitrary<GuardSpec> = fc.record({
  kind: fc.constant('test' as const),
  style: styles,
  modulus: fc.constantFrom(2, 3),
  remainder: fc.nat(2),
});

const standings: fc.Arbitrary<GuardSpec> = fc.record({
  kind: fc.constant('in' as const),
  style: styles,
  state: fc.nat(30),
  by: fc.constantFrom('id' as const, 'path' as const),
});

const { guard: guards } = fc.letrec<{ guard: GuardSpec; part: GuardSpec }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 2 },
    { arbitrary: tests, weight: 4 },
    { arbitrary: standings, weight: 1 },
    { arbitrary: tie('guard'), weight: 1 },
  ),
  guard: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    { arbitrary: tests, weight: 8 },
    { arbitrary: fc.record({ kind: fc.constant('throw' as const), style: styles }), weight: 2 },
    { arbitrary: standings, weight: 3 },
    {
      arbitrary: fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        style: styles,
        parts: fc.array(tie('part'), { minLength: 1, maxLength: 3 }),
      }),
      weight: 4,
    },
    {
      arbitrary: fc.record({ kind: fc.constant('not' as const), style: styles, parts: fc.tuple(tie('part')) }),
      weight: 2,
    },
  ),
}));

const simpleActions: fc.Arbitrary<ActionSpec> = fc.oneof(
  { withCrossShrink: true },
  { arbitrary: fc.record({ kind: fc.constant('call' as const), style: styles }), weight: 8 },
  {
    arbitrary: fc.record({
      kind: fc.constant('log' as const),
      style: styles,
      computed: fc.boolean(),
      label: fc.constantFrom(undefined, 'label'),
    }),
    weight: 3,
  },
  { arbitrary: fc.record({ kind: fc.constant('throw' as const), style: styles }), weight: 1 },
  {
    arbitrary: fc.record({
      kind: fc.constant('assign' as const),
      style: styles,
      form: fc.constantFrom(...assignForms),
    }),
    weight: 16,
  },
  { arbitrary: fc.record({ kind: fc.constant('mutate' as const), style: styles }), weight: 2 },
  {
    arbitrary: fc.record({
      kind: fc.constant('emit' as const),
      style: styles,
      computed: fc.boolean(),
      reply: fc.oneof({ arbitrary: fc.constant(undefined), weight: 3 }, { arbitrary: sendable, weight: 1 }),
    }),
    weight: 5,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      style: styles,
      event: sendable,
      to: fc.constantFrom('self' as const, 'peer' as const),
    }),
    weight: 2,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('raise' as const),
      style: styles,
      event: raisable,
      computed: fc.boolean(),
    }),
    weight: 2,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('delay' as const),
      style: styles,
      event: raisable,
      delay: fc.constantFrom<string | number>(0, 5, 10, 15, 'short', 'computed', 'never', 'odd'),
      id: fc.constantFrom(undefined, ...timerIds),
    }),
    weight: 4,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('post' as const),
      style: styles,
      event: sendable,
      delay: fc.constantFrom<(number | undefined)[]>(undefined, undefined, 0, 5, 10),
      id: fc.constantFrom(undefined, ...timerIds),
    }),
    weight: 2,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('cancel' as const),
      style: styles,
      id: fc.constantFrom<string>(...timerIds, 'unknown'),
      computed: fc.boolean(),
    }),
    weight: 4,
  },
);

const actions: fc.Arbitrary<ActionSpec> = fc.oneof(
  { withCrossShrink: true },
  { arbitrary: simpleActions, weight: 12 },
  {
    arbitrary: fc.record({
      kind: fc.constant('enqueue' as const),
      style: styles,
      actions: fc.array(simpleActions, { minLength: 1, maxLength: 3 }),
      checked: fc.option(fc.tuple(guards, simpleActions), { nil: undefined }),
    }),
    weight: 1,
  },
);

const fewActions = fc.array(actions, { maxLength: 3, size: 'max' });
const seldomActions = fc.oneof(
  { arbitrary: fc.constant<ActionSpec[]>([]), weight: 2 },
  { arbitrary: fewActions, weight: 1 },
);

const transitions = (options: {
  readonly targetless: number;
  readonly unguarded: number;
}): fc.Arbitrary<TransitionSpec> =>
  fc.record({
    target: fc.oneof(
      { arbitrary: fc.constant(undefined), weight: options.targetless },
      { arbitrary: fc.nat(30), weight: 8 },
    ),
    also: fc.oneof({ arbitrary: fc.constant(undefined), weight: 1 }, { arbitrary: fc.nat(30), weight: 3 }),
    near: fc.boolean(),
    reenter: fc.oneof({ arbitrary: fc.constant(false), weight: 3 }, { arbitrary: fc.constant(true), weight: 1 }),
    guard: fc.oneof({ arbitrary: fc.constant(undefined), weight: options.unguarded }, { arbitrary: guards, weight: 5 }),
    actions: fewActions,
  });

const onTransitions = fc.array(transitions({ targetless: 2, unguarded: 4 }), {
  minLength: 1,
  maxLength: 3,
  size: 'max',
});
const alwaysTransitions = transitions({ targetless: 1, unguarded: 0 });

const descriptors = fc.constantFrom('a', 'a', 'b', 'b', 'a.x', 'c', 'r', '*', 'a.*', 'a.x.*');
const delays = fc.constantFrom('0', '5', '10', '15', 'short', 'computed', 'never', 'odd');

const stateOf = (options: {
  readonly final: number;
  readonly children: fc.Arbitrary<readonly StateSpec[]>;
}): fc.Arbitrary<StateSpec> =>
  fc.record({
    final: fc.oneof(
      { arbitrary: fc.constant(false), weight: 10 - options.final },
      { arbitrary: fc.constant(true), weight: options.final },
    ),
    parallel: fc.oneof({ arbitrary: fc.constant(false), weight: 2 }, { arbitrary: fc.constant(true), weight: 1 }),
    children: options.children,
    history: fc.oneof(
      { arbitrary: fc.constant<HistorySpec[]>([]), weight: 2 },
      {
        arbitrary: fc.array(fc.record({ deep: fc.boolean(), target: fc.option(fc.nat(5), { nil: undefined }) }), {
          minLength: 1,
          maxLength: 2,
        }),
        weight: 1,
      },
    ),
    initial: fc.nat(2),
    initialActions: seldomActions,
    entry: seldomActions,
    exit: seldomActions,
    on: fc.uniqueArray(fc.tuple(descriptors, onTransitions), {
      selector: ([descriptor]) => descriptor,
      maxLength: 4,
      size: 'max',
    }),
    always: fc.oneof(
      { arbitrary: fc.constant<TransitionSpec[]>([]), weight: 5 },
      { arbitrary: fc.array(alwaysTransitions, { minLength: 1, maxLength: 2 }), weight: 1 },
    ),
    after: fc.oneof(
      { arbitrary: fc.constant([]), weight: 1 },
      {
        arbitrary: fc.uniqueArray(fc.tuple(delays, onTransitions), {
          selector: ([delay]) => delay,
          minLength: 1,
          maxLength: 2,
          size: 'max',
        }),
        weight: 1,
      },
    ),
    onDone: onTransitions,
    output: outputs,
  });

const leaf = fc.constant<StateSpec[]>([]);

/** Two levels below the root's children. A final child of the root ends the run, so these are rarer than those further down. */
const innermost = stateOf({ final: 5, children: leaf });
const inner = stateOf({
  final: 5,
  children: fc.oneof(
    { arbitrary: leaf, weight: 3 },
    { arbitrary: fc.array(innermost, { minLength: 1, maxLength: 2 }), weight: 1 },
  ),
});
const outer = stateOf({
  final: 5,
  children: fc.oneof(
    { arbitrary: leaf, weight: 1 },
    { arbitrary: fc.array(inner, { minLength: 1, maxLength: 3 }), weight: 1 },
  ),
});
const roots = stateOf({ final: 0, children: fc.array(outer, { minLength: 2, maxLength: 4, size: 'max' }) });

const machines: fc.Arbitrary<MachineSpec> = fc.record({
  root: roots,
  contextFactory: fc.boolean(),
  output: outputs,
  counted: fc.boolean(),
  peer: fc.boolean(),
});

const steps: fc.Arbitrary<StepSpec> = fc.oneof(
  {
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      event: fc.oneof(
        { arbitrary: fc.constantFrom(...eventTypes), weight: 5 },
        { arbitrary: fc.constantFrom(...strangeEvents), weight: 1 },
      ),
      value: fc.nat(5),
    }),
    weight: 4,
  },
  { arbitrary: fc.record({ kind: fc.constant('wait' as const), time: fc.constantFrom(1, 5, 10, 25) }), weight: 2 },
);

/** A machine, its input and what happens to it. */
export const cases: fc.Arbitrary<CaseSpec> = fc.record({
  machine: machines,
  input: fc.nat(5),
  // Some run as they come, some become fast on the way, and some have been for long.
  rehearsals: fc.oneof(
    { weight: 1, arbitrary: fc.nat(2) },
    { weight: 1, arbitrary: fc.integer({ min: 3, max: 15 }) },
    { weight: 2, arbitrary: fc.constant(often + 4) },
  ),
  steps: fc.array(steps, { minLength: 1, maxLength: 60, size: 'max' }),
});
