/**
 * What a compiled machine is made of. These refer to each other in a circle, so their shapes stand together; the classes that
 * have them are in files of their own.
 */
import type { AnyEventObject } from 'xstate';
import type { Need } from '../../needs/need.js';
import type { Choice } from '../candidates.js';
import type { Configuration, GuardModel, Slot } from '../model.js';
import type { Tape } from '../tape.js';
import type { Op } from './ops.js';

/** Where a machine can stand. */
export interface Row {
  readonly configuration: Configuration;
  /** Index in the logic's `states`. */
  readonly state: number;
  readonly need: Need | undefined;
  /** The `always` transitions, as each active atomic state may choose one. Empty where there are none. */
  readonly always: readonly (readonly Microstep[])[];
  /** The event types that active states name, as far as anything has happened here. */
  readonly types: readonly string[];
  /** What an event does of a type that an active state names. */
  named(type: string): Reaction | undefined;
  /** The same for all other types: what wildcards let through. */
  unnamed(type: string): Reaction;
  /** Transitions that regions choose, taken together. Undefined for none. */
  together(chosen: readonly Microstep[]): Microstep | undefined;
  readonly ways: Ways;
  /** The type that was looked up last, and what it does: mostly it comes again. */
  lastType: string | undefined;
  lastReaction: Reaction | undefined;
}

/** How to go on from a row by one function for several events. The runtime only keeps it: it belongs to whoever runs the machine. */
export interface Ways {
  /** Steps that were taken without one: each is made when there were many. */
  steps: number;
  /** Where the row's need is to be met. */
  reading: unknown;
  /** Where a message was answered. */
  answered: unknown;
  /** The same two, from there to there again and again; null where they end elsewhere. */
  readingRound: unknown;
  answeredRound: unknown;
}

/** What an event of one type does in one row. */
export interface Reaction {
  /** Undefined where events of several types come to the same. */
  readonly type: string | undefined;
  /** In the order in which their guards are asked. */
  readonly candidates: readonly Microstep[];
  /** Where several regions may choose: what each of them may. */
  readonly fork: Choice<Microstep> | undefined;
  /** Whether it is nothing at all: no transition names the event, and none waits for any. */
  readonly isNothing: boolean;
  react: React;
  /** What its function was made for is not so any more. */
  cool(): void;
}

/** Processes one event to its end and tells the host what was emitted. Throws nothing but what the host throws. */
export type React = (run: Machine, event: AnyEventObject) => void;

/** One transition as it is taken in one row, or several together, all worked out. */
export interface Microstep {
  /** Its place among the machine's microsteps: by it is counted how often it is taken. */
  readonly index: number;
  /** None for the start. */
  readonly edges: readonly number[];
  /** Of a single transition, what a tape has of it. */
  readonly between: number;
  readonly code: number;
  /** Whether runs have a tape; those that have none need not look. */
  readonly recorded: boolean;
  /** Of a single transition: its event as the machine declares it. */
  readonly event: string | undefined;
  /** Of a single transition. */
  readonly guard: GuardModel | undefined;
  /** Id of the state that declares the transition. */
  readonly source: string;
  /** Exit, transition and entry actions, in order. */
  readonly ops: readonly Op[];
  /** Where the machine stands afterwards. */
  readonly to: Row;
  readonly entered: readonly number[];
  /** Whether the machine stays where it was, and remembers what it did. */
  readonly stays: boolean;
  /** Whether nothing can come after it but raised events: the machine goes on, in a row without `always` transitions. */
  readonly rests: boolean;
}

/** A running machine, as far as the functions know it that are generated for it. */
export interface Machine {
  readonly logic: { readonly taken: number[] };
  row: Row;
  context: unknown;
  output: unknown;
  /** Whether the host is told of each transition. */
  readonly observed: boolean;
  /** Where they are written down. */
  readonly tape: Tape;
  /** Whether it is done or has failed. */
  readonly over: boolean;
  readonly busy: boolean;
  readonly timers: { cancel(slot: Slot): void } | undefined;
  /** What stands before an event and after it. */
  hears(now: number): void;
  heard(): void;
  /** One event, step by step. */
  process(event: AnyEventObject, reaction: Reaction): void;
  step(op: Op, context: unknown, event: AnyEventObject, params: unknown, at: Configuration): unknown;
  delay(slot: Slot, event: AnyEventObject, delay: unknown): void;
  observe(microstep: Microstep, from: Row, event: string): void;
  refuse(reaction: Reaction, context: unknown, event: AnyEventObject, at: Row): void;
  settle(from: Row, context: unknown, event: AnyEventObject, raisedBefore: number): void;
  fail(error: unknown, emitsBefore: number): void;
  tell(emitsBefore: number): void;
  tellOne(event: AnyEventObject | undefined | null): void;
}
