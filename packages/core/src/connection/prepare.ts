/** What all connections of one protocol share: its machines made ready to run, its limits and time-outs. */
import type { AnyStateMachine } from 'xstate';
import { examine } from '../definition/examine.js';
import { checkProtocolOptions } from '../definition/options.js';
import { checkFunctions, checkProtocol, checkRecord, checkWord, shown } from '../errors/check-arguments.js';
import type { OptionNames } from '../errors/check-options.js';
import type { InspectObserver } from '../inspect/actors.js';
import {
  type HalfInput,
  type Limits,
  limitsFrom,
  type Rates,
  ratesFrom,
  type Timeouts,
  timeoutsFrom,
} from '../limits.js';
import type { AnyProtocol, Protocol } from '../protocol.js';
import { type RuntimeName, runtimeNamed } from '../runtime/index.js';
import { initialRoute, leavesOf } from '../runtime/route.js';
import type { HalfLogic } from '../runtime/runtime.js';
import { modelOf } from '../runtime/tables.js';
import type { LogEntry, TraceRecord } from '../trace/record.js';
import type { Watch, Watcher } from '../trace/watcher.js';
import type { Addresses } from '../transport/transport.js';
import { type Facts, SAYS_GOODBYE, SERVER } from './facts.js';

export type Role = 'client' | 'server';

export interface ConnectionOptions {
  readonly limits?: Partial<Limits>;
  readonly timeouts?: Partial<Timeouts>;
  /** How fast the remote must be, at least. Default: it need not be. */
  readonly rates?: Partial<Rates>;
  /** What runs the machines. Default `'compiled'`; `'xstate'` is XState's own interpreter. */
  readonly runtime?: RuntimeName;
  /**
   * Keeps the last so many transitions of each connection, both halves together, and hands them out on the error when it
   * fails. Each takes some 72 bytes from the beginning. Default 0: none.
   */
  readonly record?: number;
  /**
   * Copies every chunk when it arrives, for a transport that reads into the same memory again. Default false: a chunk is
   * given for keeps, and the application gets views of it.
   */
  readonly copyInput?: boolean;
  /** Looks at the connections: an inspector. Default: nobody does, until somebody comes ({@link Server.watch}). */
  readonly watcher?: Watcher | undefined;
  /**
   * XState's `inspect` observer: connections appear to it as actors, a connection with its two halves under it. See
   * {@link inspectConnection} for one that is open already.
   */
  readonly inspect?: InspectObserver | undefined;
  /** Which connections are inspected. Default: all. Inspecting is slow: it is for a few. */
  readonly inspected?: ((addresses: Addresses | undefined) => boolean) | undefined;
  /** Watches in full: told every transition as it happens, in the middle of the connection's work. Must not throw. */
  readonly onTransition?: (record: TraceRecord) => void;
  /** Told what the machines log (`log` of XState), in the middle of the connection's work. Must not throw. Default: nobody is. */
  readonly onLog?: (entry: LogEntry) => void;
}

export interface Prepared<TIn, TOut> {
  readonly protocol: Protocol<TIn, TOut>;
  readonly role: Role;
  readonly read: HalfLogic;
  readonly write: HalfLogic;
  /** Path of the state in which a write half stands that has had nothing to do. @internal */
  readonly writeStart: string;
  /** The facts that are true of all connections. @internal */
  readonly facts: Facts;
  readonly input: HalfInput;
  /** Undefined where none is asked for. @internal */
  readonly rates: Rates | undefined;
  /** What to go on with, by the index of the final state in which the read half ended. @internal */
  readonly next: ReadonlyMap<number, Prepared<TIn, TOut>>;
  /** Whether a state of the read half knows the time-out `idle` and none for what has begun, by its index, as far as it was asked. @internal */
  readonly onlyIdle: (boolean | undefined)[];
  /** Whether the read half names `sent`, in whatever state. @internal */
  readonly hearsSent: boolean;
  /** Whether the read half has a use for `responded`, in whatever state. @internal */
  readonly hearsResponded: boolean;
  readonly copyInput: boolean;
  /** Transitions to keep for each connection; 0 for none. @internal */
  readonly record: number;
  /** @internal */
  readonly onTransition: ((record: TraceRecord) => void) | undefined;
  /** @internal */
  readonly inspect: Inspected | undefined;
  /** @internal */
  readonly onLog: ((entry: LogEntry) => void) | undefined;
  /** Who looks at its connections; the same for all protocols that follow each other. @internal */
  readonly watch: Watch;
  /** Connections opened so far. @internal */
  opened: number;
}

/** @internal */
export const CONNECTION_OPTIONS: OptionNames<ConnectionOptions> = {
  limits: true,
  timeouts: true,
  rates: true,
  runtime: true,
  record: true,
  copyInput: true,
  watcher: true,
  inspect: true,
  inspected: true,
  onTransition: true,
  onLog: true,
};

/**
 * Makes a protocol ready for connections in one role.
 *
 * @throws TypeError for a mistake in a machine, as `defineProtocol` does: a protocol may have been made without it;
 *   RangeError for an option out of range.
 */
export function prepare<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  role: Role,
  options: ConnectionOptions = {},
): Prepared<TIn, TOut> {
  checkProtocol(protocol);
  checkWord('role', role, ['client', 'server']);
  checkRecord('the options of a connection', options, Object.keys(CONNECTION_OPTIONS));
  checkFunctions(options, ['inspected', 'onTransition', 'onLog']);
  checkKinds(options);
  return prepareStage(protocol, role, options, { watcher: options.watcher });
}

/** @throws TypeError for one that would do nothing, or throw when it is first used */
function checkKinds({ copyInput, watcher, inspect }: ConnectionOptions): void {
  if (copyInput !== undefined && typeof copyInput !== 'boolean')
    throw new TypeError(`copyInput must be true or false, not ${shown(copyInput)}`);
  if (watcher !== undefined && (typeof watcher !== 'object' || watcher === null))
    throw new TypeError(`watcher must be an object, not ${shown(watcher)}`);
  const listens = typeof inspect === 'function' || typeof (inspect as { next?: unknown } | null)?.next === 'function';
  if (inspect !== undefined && !listens)
    throw new TypeError(`inspect must be a function, or an observer with \`next\`, not ${shown(inspect)}`);
}

/** @throws TypeError unless it is what {@link prepare} returns. @internal */
export function checkPrepared(value: unknown): void {
  if ((value as Partial<Prepared<unknown, unknown>> | undefined)?.input !== undefined) return;
  const { name, encode } = Object(value) as Partial<AnyProtocol>;
  const given = encode === undefined ? shown(value) : `the protocol ${shown(name)} itself`;
  throw new TypeError(
    `a prepared protocol is expected, not ${given}: write \`prepare(protocol, 'server')\`, or 'client'`,
  );
}

function prepareStage<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  role: Role,
  options: ConnectionOptions,
  watch: Watch,
): Prepared<TIn, TOut> {
  // Watching needs a record to show, so it keeps at least the last one.
  const record = options.record ?? (options.onTransition === undefined ? 0 : 1);
  if (!(Number.isInteger(record) && record >= 0))
    throw new RangeError(`record must be an integer from 0, not ${record}`);
  const runtime = runtimeNamed(options.runtime ?? 'compiled');
  // Who spreads a protocol into another one has not defined it.
  checkProtocolOptions(protocol);
  examine(protocol);
  const read = runtime(protocol.read).apart(record > 0);
  const next = new Map<number, Prepared<TIn, TOut>>();
  for (const [state, following] of Object.entries(protocol.next ?? {})) {
    next.set(read.states.indexOf(state), prepareStage(following, role, options, watch));
  }
  return {
    protocol,
    role,
    read,
    next,
    write: runtime(protocol.write).apart(record > 0),
    writeStart: initialPath(protocol.write),
    facts: (role === 'server' ? SERVER : 0) | (protocol.goodbye === undefined ? 0 : SAYS_GOODBYE),
    input: {
      limits: limitsFrom(protocol.limits, options.limits),
      timeouts: timeoutsFrom(role === 'client' ? CLIENT_TIMEOUTS : {}, protocol.timeouts, options.timeouts),
      previous: undefined,
      addresses: undefined,
    },
    rates: ratesFrom(options.rates),
    onlyIdle: [],
    hearsSent: read.edges.some(({ event }) => event === 'sent'),
    hearsResponded: read.edges.some(({ event }) => event === 'responded' || event === '*'),
    copyInput: options.copyInput ?? false,
    record,
    onTransition: options.onTransition,
    inspect: inspectedBy(options, protocol.name, role),
    onLog: options.onLog,
    watch,
    opened: 0,
  };
}

/** A client that asks for nothing does no harm: who wants it gone says so. */
const CLIENT_TIMEOUTS: Partial<Timeouts> = { idle: Number.POSITIVE_INFINITY };

function initialPath(machine: AnyStateMachine): string {
  const model = modelOf(machine);
  const leaves = leavesOf(model.states, initialRoute(model).to);
  return leaves.map((leaf) => model.states[leaf]?.path).join(' & ');
}

/** Whom connections are shown to as actors, which ones, and by what name. */
export interface Inspected {
  readonly observer: InspectObserver;
  readonly chosen: (addresses: Addresses | undefined) => boolean;
  readonly name: () => string;
}

function inspectedBy({ inspect, inspected }: ConnectionOptions, protocol: string, role: Role): Inspected | undefined {
  if (inspect === undefined) return undefined;
  let count = 0;
  return { observer: inspect, chosen: inspected ?? (() => true), name: () => `${protocol}/${role}/${count++}` };
}
