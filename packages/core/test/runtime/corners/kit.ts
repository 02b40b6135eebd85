/** Rows of corners: charts that are written without types, as authors write them who do not ask TypeScript. */
import { describe, expect, test } from 'vitest';
import {
  type AnyEventObject,
  type AnyStateMachine,
  assign,
  cancel,
  createMachine,
  emit,
  enqueueActions,
  log,
  raise,
  sendTo,
} from 'xstate';
import { compiled } from '../../../src/runtime/compiled/compiled.js';
import { interpreted } from '../../../src/runtime/interpreted.js';
import type { Runtime } from '../../../src/runtime/runtime.js';
import { byRuntime, byXState, often, type Plot } from '../beside-xstate.js';

export type Corners = Readonly<Record<string, Plot>>;

// biome-ignore lint/suspicious/noExplicitAny: that is the point
export type Loose = any;

/** XState's actions, for whatever is given to them. */
export const loose = { assign, cancel, emit, enqueueActions, log, raise, sendTo } as Loose;

export const chart = (config: Loose, implementations: Loose = {}): AnyStateMachine =>
  createMachine(config, implementations) as never;

/** A machine of one state, which does something on `go`. */
export const onGo = (actions: Loose, context: Loose = {}, more: Loose = {}): AnyStateMachine =>
  chart({ context, on: { go: { actions } }, ...more });

export const go: AnyEventObject = { type: 'go' };
export const types = (...names: readonly string[]): AnyEventObject[] => names.map((type) => ({ type }));

/** The same steps on as many connections as it takes until the compiled runtime has made functions of them. */
export const coldAndHot = (...steps: Loose[]): Loose[] => often(steps, 11);

/** On both runtimes each row comes out as in an actor of XState, which nothing of ours takes part in. */
export function comeOutAsInXState(corners: Corners): void {
  describe.each<[string, Runtime]>([
    ['compiled', compiled],
    ['interpreted', interpreted],
  ])('%s', (_name, runtime) => {
    test.each(Object.entries(corners))('%s', (_what, plot) => {
      expect(byRuntime(runtime, plot)).toEqual(byXState(plot));
    });
  });
}
