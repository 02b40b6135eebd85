import { assignDeclarations, assignSource } from './fuse-assign.js';
import { type BooksSource, recordSource } from './fuse-record.js';
import type { Op } from './ops.js';
import type { Microstep, Reaction } from './table.js';

/**
 * What an event does in one row, as text without a loop: guards, steps, counters and the next row. It does what `process` of a
 * run does, step by step, but for one thing: events of {@link ReactionSource.emissions} are left for whoever uses the text to tell.
 *
 * The text depends on the kinds of the steps alone; all values come in by name. It needs `run`, `event`, what {@link helpers} has, and
 * `cool`, a function to be called when what was learned about an `assign` is not so any more.
 */
export interface ReactionSource {
  /** What must stand before the function, for the names of the statements. */
  readonly declarations: string;
  readonly statements: string;
  /** Variables of the statements: what was emitted, or `nothing`. */
  readonly emissions: readonly string[];
}

/** A time-out that need not be set, since it is cleared before anybody can have asked for it. */
export interface Brief {
  /** The candidate that sets or clears it, and the place of that step in it. */
  readonly candidate: number;
  readonly op: number;
  /** The variable that holds the delay meanwhile; undefined where the time-out is set for good, or not at all. */
  readonly variable: string;
  /** The name of the step that sets it. */
  readonly step: string;
}

/** What is done with the only event that was emitted, where nothing came of it besides: statements, which may leave. */
export type HandOut = (emitted: string) => string;

/** The name of a step of a reaction in its text. */
export const stepName = (reaction: string, candidate: number, op: number): string => `${reaction}$${candidate}_${op}`;

/** Sets a time-out after all. */
export const setSource = ({ variable, step }: Brief): string =>
  `if (${variable} !== undefined) { run.delay(op${step}.slot, op${step}.value, ${variable}); ${variable} = undefined; }`;

/**
 * @param name of the variable with the reaction; the names of all that belongs to it begin with this
 * @param books what transitions are counted and written down in
 * @param sets what it leaves to be set
 * @param clears what was left to be set before it
 * @param handOut what to do where one event is emitted; default: it is left for whoever uses the text
 */
export function reactionSource(
  { candidates, type, isNothing }: Reaction,
  name: string,
  books: BooksSource,
  sets?: Brief,
  clears?: Brief,
  handOut?: HandOut,
): ReactionSource {
  if (isNothing) return { declarations: '', statements: '', emissions: [] };
  const emissions = Array.from({ length: Math.max(0, ...candidates.map(emissionsOf)) }, (_, at) => `emitted${at}`);
  // Guards may change an event, and so are not asked what its type was.
  return {
    declarations: `${type === undefined ? '' : `const type$${name} = ${name}.type;`}
  ${candidates.map((microstep, at) => declarationsOf(microstep, name, at)).join('\n')}`,
    emissions,
    statements: `const raisedBefore = raised.top;
    const emitsBefore = emits.top;
    ${emissions.map((emitted) => `let ${emitted} = nothing;`).join(' ')}
    event: try {
      const { context } = run;
      const type = ${type === undefined ? 'event.type' : `type$${name}`};
      ${candidates.map((microstep, at) => branchOf(microstep, name, at, type, books, sets, clears, handOut)).join('\n')}
      ${clears === undefined ? '' : setSource(clears)}
      run.refuse(${name}, context, event, run.row);
      run.settle(run.row, context, event, raisedBefore);
    } catch (error) {
      run.output = undefined;
      ${[sets, clears].map((brief) => (brief === undefined ? '' : `${brief.variable} = undefined;`)).join(' ')}
      run.fail(error, emitsBefore);
      ${emissions.map((emitted) => `${emitted} = nothing;`).join(' ')}
    }
    if (raised.top !== raisedBefore) raised.release(raisedBefore);
    if (emits.top !== emitsBefore) run.tell(emitsBefore);`,
  };
}

function declarationsOf({ ops, guard }: Microstep, reaction: string, at: number): string {
  const step = `${reaction}$${at}`;
  const ofOps = ops.map((op, i) => {
    const name = `${step}_${i}`;
    return `const op${name} = step${step}.ops[${i}], call${name} = op${name}.call, delay${name} = op${name}.delay;
  ${assignDeclarations(op, name)}`;
  });
  const test =
    guard === undefined ? '' : `, test${step} = step${step}.guard.${guard.plain === undefined ? 'test' : 'plain'}`;
  return `const step${step} = ${reaction}.candidates[${at}], index${step} = step${step}.index, { code: code${step}, between: between${step} } = step${step}, row${step} = step${step}.to${test};
  ${ofOps.join('\n')}`;
}

function branchOf(
  microstep: Microstep,
  reaction: string,
  at: number,
  type: string | undefined,
  books: BooksSource,
  sets?: Brief,
  clears?: Brief,
  handOut?: HandOut,
): string {
  const { guard } = microstep;
  const step = `${reaction}$${at}`;
  const take = takeSource(
    microstep,
    step,
    type,
    books,
    sets?.candidate === at ? sets : undefined,
    clears?.candidate === at ? clears : undefined,
    handOut,
  );
  const taking = clears === undefined || clears.candidate === at ? take : `${setSource(clears)}\n${take}`;
  if (guard === undefined) {
    return taking;
  }
  const test =
    guard.plain === undefined
      ? `test${step}(context, event, run.row.configuration)`
      : `test${step}(new ActionArgs(context, event), undefined)`;
  const check =
    guard.plain === undefined ? '' : `if (passes${step} !== true && passes${step} !== false) answered(passes${step});`;
  return `let passes${step};
    try {
      passes${step} = ${test};
      ${check}
    } catch (error) {
      throw guardError(step${step}.guard.type, step${step}.source, type, error);
    }
    if (passes${step}) {
      ${taking}
    }`;
}

/** Events emitted by a transition after which nothing comes, as a rule: they need not go over the list. */
function emissionsOf({ ops, rests }: Microstep): number {
  return rests && !ops.some(({ kind }) => kind === 'enqueue' || kind === 'send')
    ? ops.filter((op) => op.kind === 'emit').length
    : 0;
}

/** One transition. The name of the context changes where the context does. */
function takeSource(
  microstep: Microstep,
  step: string,
  type: string | undefined,
  books: BooksSource,
  sets?: Brief,
  clears?: Brief,
  handOut?: HandOut,
): string {
  const { ops, rests } = microstep;
  const direct = emissionsOf(microstep) > 0;
  let context = 'context';
  let emissions = 0;
  const steps = ops.map((op, i) => {
    const emitted = direct && op.kind === 'emit' ? `emitted${emissions++}` : undefined;
    const name = `${step}_${i}`;
    const brief = sets?.op === i ? sets : clears?.op === i ? clears : undefined;
    const source = stepSource(op, name, context, emitted, brief);
    if (op.kind === 'assign' || op.kind === 'enqueue') context = `context${name}`;
    return source;
  });
  const taken = `${books.taken}[index${step}] += 1;
    ${recordSource(microstep, step, type, books)}`;
  const settle = `${sets === undefined ? '' : setSource(sets)} run.settle(row${step}, ${context}, event, raisedBefore);`;
  const arrive = `run.row = row${step}; ${context === 'context' ? '' : `run.context = ${context};`}`;
  // A delay that was none: something is raised after all, and what it emits comes after this.
  const queue = Array.from({ length: emissions }, (_, i) => `emits.push(emitted${i}); emitted${i} = nothing;`).join(
    ' ',
  );
  return `${steps.join('\n')}
    ${taken}
    ${rests ? `if (raised.top === raisedBefore) { ${arrive} ${emissions === 1 ? (handOut?.('emitted0') ?? '') : ''} } else { ${queue} ${settle} }` : settle}
    break event;`;
}

/** @param emitted the variable for an event that is emitted; undefined for the list of those */
function stepSource(op: Op, name: string, context: string, emitted: string | undefined, brief?: Brief): string {
  const args = `new ActionArgs(${context}, event)`;
  const params = op.paramsOf === undefined ? `op${name}.params` : `op${name}.paramsOf(${args})`;
  const event = op.call === undefined ? `op${name}.value` : `call${name}(${args}, params)`;
  switch (op.kind) {
    case 'call':
      return `{ const params = ${params}, returned = call${name}(${args}, params); if (returned !== undefined) done(op${name}.value, returned); }`;
    case 'assign':
      return assignSource(op, name, context, params);
    case 'emit':
      return `{ const params = ${params}; ${emitted === undefined ? `emits.push(${event})` : `${emitted} = ${event}`}; }`;
    case 'raise':
      return `{ const params = ${params}; raised.push(${event}); }`;
    case 'delay': {
      const delayed = op.call === undefined ? `op${name}.value` : `call${name}(args, params)`;
      const delay = typeof op.delay === 'function' ? `delay${name}(args, params)` : `delay${name}`;
      const set = `run.delay(op${name}.slot, delayed, delay);`;
      return `{ const params = ${params}, args = ${args}, delayed = ${delayed}, delay = ${delay}; ${
        brief === undefined ? set : `if (typeof delay === 'number') ${brief.variable} = delay; else { ${set} }`
      } }`;
    }
    case 'cancel':
      if (brief !== undefined)
        return `if (${brief.variable} !== undefined) ${brief.variable} = undefined; else if (run.timers !== undefined) run.timers.cancel(op${name}.slot);`;
      return `${op.paramsOf === undefined ? '' : `${params};`} if (run.timers !== undefined) run.timers.cancel(op${name}.slot);`;
    case 'enqueue':
      return `const context${name} = run.step(op${name}, ${context}, event, ${params}, run.row.configuration);`;
    default:
      return `run.step(op${name}, ${context}, event, ${params}, run.row.configuration);`;
  }
}
