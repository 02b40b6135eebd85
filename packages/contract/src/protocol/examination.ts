/** One conversation in one role, ready to be run again and again: over any chunking, in any memory, on either runtime. */
import {
  Connection,
  type ConnectionEvent,
  type Limits,
  type Prepared,
  prepare,
  type Rates,
  type Role,
  type RuntimeName,
  type TraceRecord,
} from '@wirechart/core';
import { ContractViolation, demand } from '../harness/violation.js';
import { type ChunkMemory, plainMemory } from './chunk-memory.js';
import { type Cuts, chunksOf, cutsText, WHOLE } from './chunkings.js';
import type { Part, ProtocolContract } from './contract.js';
import { demandSameOutcome, demandSameTrace, type Outcome } from './outcome.js';
import { type Ending, Session, type Setting } from './session.js';

export interface Examined<TIn, TOut> {
  readonly role: Role;
  readonly input: Uint8Array;
  readonly sends: readonly TOut[];
  /** Undefined for an application that does not answer. */
  readonly replies: ((message: TIn) => readonly TOut[]) | undefined;
  readonly limits: Partial<Limits>;
  readonly rates?: Partial<Rates>;
}

export interface RunOptions {
  readonly cuts?: Cuts;
  readonly ending?: Ending;
  readonly runtime?: RuntimeName;
  readonly memory?: ChunkMemory;
  /** Whether the engine is told to copy its input. Default false. */
  readonly copyInput?: boolean;
  /** Default: all of the conversation's. */
  readonly input?: Uint8Array;
}

export const RUNTIMES: readonly RuntimeName[] = ['compiled', 'xstate'];

export class Examination<TIn, TOut> {
  readonly examined: Examined<TIn, TOut>;
  readonly #contract: ProtocolContract<TIn, TOut>;
  readonly #settings = new Map<string, Setting<TIn, TOut>>();

  constructor(contract: ProtocolContract<TIn, TOut>, examined: Examined<TIn, TOut>) {
    this.#contract = contract;
    this.examined = examined;
  }

  /** The same with something else about it. */
  with(changes: Partial<Examined<TIn, TOut>>): Examination<TIn, TOut> {
    return new Examination(this.#contract, { ...this.examined, ...changes });
  }

  /** See {@link ProtocolContract.part}. */
  get part(): (event: ConnectionEvent<TIn>) => Part | undefined {
    return this.#contract.part ?? pieceEvent;
  }

  /** Runs it. A violation says how the input was cut and on which runtime. */
  run(options: RunOptions = {}): Outcome {
    return this.session(options).outcome();
  }

  /** As {@link run}, but gives the session with what it has seen. */
  session(options: RunOptions = {}): Session<TIn, TOut> {
    const { cuts = WHOLE, ending = 'eof', input = this.examined.input } = options;
    try {
      const session = this.open(options);
      session.feed(chunksOf(input, cuts));
      session.end(ending);
      return session;
    } catch (cause) {
      throw new ContractViolation(
        `${describeRun(options)}: ${cause instanceof Error ? cause.message : String(cause)}`,
        {
          cause,
        },
      );
    }
  }

  /** Opens a connection without feeding it. */
  open(options: RunOptions = {}): Session<TIn, TOut> {
    const setting = this.#setting(options.runtime ?? 'compiled', options.copyInput ?? false);
    return new Session(setting, options.memory ?? plainMemory());
  }

  /** Demands that it comes to the same for each of these chunkings as for the whole input, on both runtimes. */
  demandInvariant(chunkings: Iterable<Cuts>, options: Omit<RunOptions, 'cuts'> = {}): void {
    const expected = this.run(options);
    for (const cuts of chunkings) this.demandSame(cuts, expected, options);
  }

  /** Demands that this chunking comes to `expected`, and, unless a runtime is named, to one trace on both. */
  demandSame(cuts: Cuts, expected: Outcome, options: Omit<RunOptions, 'cuts'> = {}): void {
    const outcome = this.run({ ...options, cuts });
    demandSameOutcome(describeRun({ ...options, cuts }), outcome, expected);
    if (options.runtime !== undefined) return;
    const interpreted = this.run({ ...options, cuts, runtime: 'xstate' });
    demandSameTrace(`${describeRun({ ...options, cuts })}, by the interpreter`, interpreted, outcome);
  }

  prepared(runtime: RuntimeName = 'compiled'): Prepared<TIn, TOut> {
    return this.#setting(runtime, false).prepared;
  }

  #setting(runtime: RuntimeName, copyInput: boolean): Setting<TIn, TOut> {
    const key = `${runtime} ${copyInput}`;
    const known = this.#settings.get(key);
    if (known !== undefined) return known;
    const { role, sends, replies, limits, rates = {} } = this.examined;
    const { connection = engine } = this.#contract;
    const trace: TraceRecord[] = [];
    const prepared = prepare(this.#contract.protocol(role), role, {
      runtime,
      limits,
      rates,
      copyInput,
      onTransition: (record) => {
        // A machine that asks for nothing again and again never lets the engine return.
        demand(trace.length < ENDLESS, `the machine goes on for ever in state '${record.to}'`);
        trace.push(record);
      },
    });
    const setting: Setting<TIn, TOut> = { role, prepared, connection, sends, replies, part: this.part, trace };
    this.#settings.set(key, setting);
    return setting;
  }
}

function describeRun({ cuts = WHOLE, ending = 'eof', runtime, input }: RunOptions): string {
  const prefix = input === undefined ? '' : `${input.length} bytes of input, `;
  return `${prefix}${cutsText(cuts)}, then ${ending}${runtime === undefined ? '' : ` (${runtime})`}`;
}

function engine<TIn, TOut>(prepared: Prepared<TIn, TOut>, now: number): Connection<TIn, TOut> {
  return new Connection(prepared, now);
}

function pieceEvent(event: { readonly type: string }): Part | undefined {
  return event.type === 'piece'
    ? { of: 'piece', bytes: (event as { bytes?: Uint8Array }).bytes as Uint8Array }
    : undefined;
}

/** Transitions between two returns of the engine that no input of a contract needs. */
const ENDLESS = 20_000;
