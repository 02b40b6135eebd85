/**
 * The way of a message as one function.
 *
 * A stream of frames takes the same few transitions round and round: the message was answered, the next frame is looked for, read
 * and heard of, and a message is emitted. Where a compiled machine has stood often, a function is generated for all that comes
 * from there up to the next event for the application. It does what {@link readOn} and {@link tellResponded} do, in that order, and
 * each step of it leaves everything as they would; so it can be left after any of them. It is as soon as anything is out of the
 * ordinary: something is due, the machine went another way, is watched or done, or what is needed has not arrived. The rest goes
 * the general way.
 */
import { malformed, refusalOf } from '../needs/taking.js';
import { helpers } from '../runtime/compiled/fuse.js';
import type { BooksSource } from '../runtime/compiled/fuse-record.js';
import { generate } from '../runtime/compiled/generate.js';
import { type Brief, reactionSource, setSource, stepName } from '../runtime/compiled/reaction-source.js';
import type { Row } from '../runtime/compiled/table.js';
import type { HalfLogic } from '../runtime/runtime.js';
import { briefBetween, endOf, type Leg, type Start, wayFrom } from './cycle-way.js';
import type { ConnectionEvent, Signal, WORKING } from './events.js';
import { ANSWERED, ORDERED, WAITING } from './facts.js';
import { moved, noteAnswered, readOn, TAKEN, take, tellResponded } from './read.js';
import { TRIGGERS } from './rules.js';
import { READ, type State } from './state.js';

/** Goes on until there is an event for the application, or a reason why there is none; undefined where it is to be seen what is due. */
export type Onward = <TIn, TOut>(state: State<TIn, TOut>) => ConnectionEvent<TIn> | Signal | typeof WORKING | undefined;

/** The same again and again: messages go `into` a list of at most so many, as if each were answered at once, as long as that is all that happens. */
export type Round = <TIn, TOut>(
  state: State<TIn, TOut>,
  into: TIn[],
  most: number,
) => ConnectionEvent<TIn> | Signal | typeof WORKING | undefined;

/** A step was taken the general way. When that has happened often, there is a function for it and for what comes after it. */
export function noteStep(row: Row, start: Start, { taken }: HalfLogic): void {
  const { ways } = row;
  if (ways.steps === ENOUGH) return;
  ways.steps += 1;
  if (ways.steps % WARM_UP === 0 && taken !== undefined)
    ways[start] = make<Onward>(row, wayFrom(row, start, taken), false);
}

/** The function for one round after the other, where there is one for the first of them, and it ends where it began. */
export function roundFrom(row: Row, start: Start, { taken }: HalfLogic): Round | undefined {
  const { ways } = row;
  const name = start === 'reading' ? 'readingRound' : 'answeredRound';
  if (ways[name] === undefined && ways[start] !== undefined && taken !== undefined) {
    const way = wayFrom(row, start, taken);
    ways[name] = (endOf(way) === row ? make<Round>(row, way, true) : undefined) ?? null;
  }
  return (ways[name] as Round | null | undefined) ?? undefined;
}

function make<T>({ ways }: Row, way: readonly Leg[], again: boolean): T | undefined {
  if (way.length === 0) return undefined;
  const cool = (): void => {
    ways.reading = undefined;
    ways.answered = undefined;
    ways.readingRound = undefined;
    ways.answeredRound = undefined;
  };
  const source = again ? roundSource(way) : onceSource(way);
  return generate<Factory<T>>(['helpers', 'ours', 'legs', 'cool'], source)?.(helpers, ours, way, cool);
}

function onceSource(way: readonly Leg[]): string {
  const legs = legsOf(way, (emitted) => `return ${emitted};`);
  return `${declarationsOf(legs)}
  return (state) => {
    ${beforeAll(way)}
    ${statementsOf(legs)}
    return undefined;
  };`;
}

function roundSource(way: readonly Leg[]): string {
  const isAnswer = way[0]?.need === undefined;
  const legs = legsOf(
    way,
    (emitted) => `into.push(${emitted}.message);
        if (into.length < most && run.row === from0 && !(${isDue})${isAnswer ? '' : ' && !state.prepared.hearsResponded'}) continue round;
        noteAnswered(state);
        return undefined;`,
  );
  return `${declarationsOf(legs)}
  return (state, into, most) => {
    ${beforeAll(way)}
    round: for (;;) {
      ${statementsOf(legs)}
      return undefined;
    }
  };`;
}

/** @param hand statements that hand out the message in a variable */
function legsOf(way: readonly Leg[], hand: (emitted: string) => string): readonly Source[] {
  const briefs = way.map((leg, at) => briefAfter(leg, at, way[at + 1]));
  return way.map((leg, at) => legSource(leg, at, way[at + 1], hand, briefs[at]?.sets, briefs[at - 1]?.clears));
}

const declarationsOf = (legs: readonly Source[]): string => `const { ${Object.keys(helpers).join(', ')} } = helpers;
  const { ${Object.keys(ours).join(', ')} } = ours;
  ${legs.map(({ declarations }) => declarations).join('\n')}`;

const statementsOf = (legs: readonly Source[]): string => legs.map(({ statements }) => statements).join('\n');

const beforeAll = (way: readonly Leg[]): string => `const run = state.readRun;
    const { intake } = state;
    if (run.observed || run.busy || intake === undefined) return ${generally(way[0] as Leg)};
    const { queue } = intake;
    const { logic: { taken } } = run;
    ${way.some(isRecorded) ? 'const { ring } = run.tape;' : ''}`;

const isRecorded = ({ reaction }: Leg): boolean => reaction.candidates.some(({ recorded }) => recorded);

/** A time-out between this leg and the next one. */
function briefAfter(leg: Leg, at: number, next: Leg | undefined): { sets: Brief; clears: Brief } | undefined {
  const brief = next && briefBetween(leg, next);
  if (brief === undefined) return undefined;
  const named = { variable: `delay${at}`, step: stepName(`reaction${at}`, leg.usual, brief.set) };
  return {
    sets: { ...named, candidate: leg.usual, op: brief.set },
    clears: { ...named, candidate: (next as Leg).usual, op: brief.clear },
  };
}

function legSource(
  leg: Leg,
  at: number,
  next: Leg | undefined,
  hand: (emitted: string) => string,
  sets?: Brief,
  clears?: Brief,
): Source {
  const reaction = `reaction${at}`;
  const { declarations, statements, emissions } = reactionSource(
    leg.reaction,
    reaction,
    HERE,
    sets,
    clears,
    (emitted) => handOutSource(emitted, at, hand(emitted)),
  );
  // A codec may have had the machine go elsewhere, or fail where it stands.
  const isElsewhere = `run.row !== from${at} || run.over`;
  // What the leg before left to be set is set by whoever leaves here; unless that has cleared it.
  const setBefore =
    clears === undefined ? '' : `if (${isElsewhere}) ${clears.variable} = undefined;\n${setSource(clears)}`;
  const set = sets === undefined ? '' : setSource(sets);
  const taking = leg.need === undefined ? answeredSource() : takingSource(leg, `need${at}`, `type${at}`, setBefore);
  return {
    declarations: `const { row: from${at}, reaction: ${reaction}, need: need${at}, type: type${at}, row: { state: state${at} } } = legs[${at}];
  ${declarations}
  ${taking.declarations}`,
    statements: `${sets === undefined ? '' : `let ${sets.variable};`}
    {
      ${taking.statements}
      ${leg.need === undefined ? '' : leaveSource(isElsewhere, setBefore, 'take(state, intake, event)')}
      run.now = state.now;
      run.busy = true;
      ${statements}
      ${emissions.map((name) => `if (${name} !== nothing) run.tellOne(${name});`).join(' ')}
      ${sets === undefined ? '' : `if (run.mail !== undefined) { ${set} }`}
      if (run.mail === undefined) run.busy = false;
      else run.heard();
      if (${isUnusual}) {
        ${set}
        moved(state, state${at}, event, type${at});
        return undefined;
      }
      ${movedSource(at)}
      ${
        next === undefined
          ? ''
          : leaveSource(`run.row !== from${at + 1} || (state.flags & ${TRIGGERS | WAITING}) !== 0`, set, 'undefined')
      }
    }`,
  };
}

/** @param set what is to be set after all */
const leaveSource = (when: string, set: string, to: string): string => `if (${when}) {
        ${set}
        return ${to};
      }`;

interface Source {
  readonly declarations: string;
  readonly statements: string;
}

/** A message was answered. */
function answeredSource(): Source {
  return {
    declarations: '',
    statements: `state.flags &= ${~ANSWERED};
      const { reply } = state;
      if (reply !== undefined) state.reply = undefined;
      if (intake.begun === undefined && intake.skipped === 0) {
        intake.frameOffset = queue.headAt + queue.cursor;
        intake.frameLength = 0;
      } else intake.leaveFrame();
      const event = reply === undefined ? TAKEN : { type: 'responded', reply };`,
  };
}

/** The need is met with what has arrived, or else it is asked what to say. */
function takingSource({ need }: Leg, name: string, type: string, set: string): Source {
  const usual = need?.usual?.(name);
  if (usual === undefined) {
    return {
      declarations: '',
      statements: `const given = run.context;
      intake.enterFrame(${name});
      const event = ${name}.take(intake, given);
      ${leaveSource(`typeof event === 'number' || event.type !== ${type}`, set, 'take(state, intake, event)')}`,
    };
  }
  return {
    declarations: usual.declarations,
    statements: `const given = run.context;
      if (intake.skipped !== 0) intake.enterFrame(${name});
      intake.frameOffset = queue.headAt + queue.cursor;
      ${usual.isThere(`${set} return readOn(state);`)}
      ${leaveSource('!isThere', set, 'readOn(state)')}
      ${usual.event(type, (taken) => `${set} return take(state, intake, ${taken});`)}`,
  };
}

/** Most of what is emitted is a message, and can be handed out at once. */
function handOutSource(emitted: string, at: number, hand: string): string {
  return `if (${emitted}?.type === 'message' && emits.top === emitsBefore && !(run.over || run.observed) && (state.flags & ${ORDERED | WAITING}) === 0 && run.mail === undefined) {
        run.busy = false;
        ${movedSource(at)}
        ${hand}
      }`;
}

/** What the read half keeps as the text above has it at hand: looked up once, and all parts of it known. */
const HERE: BooksSource = {
  taken: 'taken',
  ring: 'ring',
  time: 'state.now',
  offset: 'intake.frameOffset',
  length: 'intake.frameLength',
  half: READ,
};

const isDue = `(state.flags & ${TRIGGERS}) !== 0`;

const isUnusual = `run.over || run.observed || (state.flags & ${ORDERED}) !== 0`;

const movedSource = (at: number): string => `intake.awaited = -1;
        if (queue.cursor === queue.end && run.row.state !== state${at}) state.progressAt = -1;`;

const generally = ({ need }: Leg): string => (need === undefined ? 'void tellResponded(state)' : 'readOn(state)');

/** What the text needs of this folder and of the needs. */
const ours = {
  TAKEN,
  malformed,
  moved,
  noteAnswered,
  readOn,
  refusalOf,
  take,
  tellResponded,
};

type Factory<T> = (given: typeof helpers, own: typeof ours, legs: readonly Leg[], cool: () => void) => T;

/** So many steps of a row go the general way first: what it does has been learned by then. */
const WARM_UP = 32;
/** After so many none is made any more: it cannot be made, or what was learned did not last. */
const ENOUGH = 16 * WARM_UP;
