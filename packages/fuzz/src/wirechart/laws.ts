/** What must hold in each state that a connection can reach. */
import type { Move } from './moves.js';
import type { Walk } from './walk.js';

/** The laws that are checked in every state. */
export type Law = (typeof LAWS)[number];

export const LAWS = [
  'chunk invariance',
  'one answer',
  'bytes are safe',
  'bounded',
  'linear',
  'blame',
  'others undisturbed',
  'every connection ends',
  'each message once',
  'same moves, same trace',
  'own reply',
  'looking changes nothing',
] as const;

/** Told of a law that does not hold. */
export type Violate = (law: Law, what: string) => void;

/** Time-outs that are let happen until a connection must have ended. */
export const MOST_TIMEOUTS = 12;

/** Those of which one look at a connection can tell. */
export function checkStanding<TIn, TOut>(walk: Walk<TIn, TOut>, path: readonly Move[], violate: Violate): void {
  const { connection, closedEvents } = walk;
  if (walk.thrown !== undefined) violate('blame', `a call threw: ${walk.thrown}`);
  const blame = blameOf(path, connection.failure?.blame);
  if (blame !== undefined) violate('blame', `${connection.failure?.code}: ${blame}`);
  if (closedEvents > 1) violate('every connection ends', `closed was told ${closedEvents} times`);
  if (connection.closed && closedEvents === 0) violate('every connection ends', 'closed, and not told');
  checkBytes(walk, violate);
  const { buffered, queued, read } = connection.look();
  // How far a delimiter is away nobody knows before it has come.
  const needed = read.need === undefined ? 0 : (read.needed ?? Number.POSITIVE_INFINITY);
  const room = Math.max(walk.limits.bufferedBytes, needed);
  if (read.status === 'active' && connection.wantsData && buffered >= room) {
    violate('bounded', `${buffered} bytes are buffered, there is room for ${room}, and more is asked for`);
  }
  const { queuedOutput } = walk.limits;
  if (queued > queuedOutput)
    violate('bounded', `${queued} bytes of output are queued, there is room for ${queuedOutput}`);
}

/** From here on the remote ends and time passes: the connection must end as well. The walk is over after that. */
export function checkEnd<TIn, TOut>(walk: Walk<TIn, TOut>, violate: Violate): void {
  for (const type of ['drained', 'secure', 'eof', 'answer', 'close'] as const) {
    while (walk.allows({ type })) {
      walk.take({ type });
      if (type === 'close') break;
    }
  }
  for (let fired = 0; !walk.connection.closed && fired < MOST_TIMEOUTS; fired++) {
    const type = (['answer', 'secure', 'timeout'] as const).find((one) => walk.allows({ type: one }));
    if (type === undefined) break;
    walk.take({ type });
  }
  if (!walk.connection.closed) violate('every connection ends', `it stays open: ${walk.key()}`);
  checkBytes(walk, violate);
}

/**
 * The halves take no more steps than bytes and moves account for, however the bytes are cut.
 *
 * @param steps that both halves have taken, with the events that they refused
 * @param bytes that have come and gone
 * @param moves that have led there
 */
export function checkSteps(steps: number, bytes: number, moves: number, violate: Violate): void {
  const most = STEPS_AT_FIRST + STEPS_PER_BYTE * bytes + STEPS_PER_MOVE * moves;
  if (steps > most) violate('linear', `${steps} steps for ${bytes} bytes and ${moves} moves`);
}

/** About twice what any protocol of ours takes. What grows with the square of the bytes is soon beyond any such number. */
const STEPS_AT_FIRST = 4;
const STEPS_PER_BYTE = 2;
const STEPS_PER_MOVE = 4;

function checkBytes<TIn, TOut>(walk: Walk<TIn, TOut>, violate: Violate): void {
  if (walk.changedInput) violate('bytes are safe', 'a chunk was changed');
  if (walk.changedOutput) violate('bytes are safe', 'an event was changed');
}

/** Bytes alone may only cause what is the remote's doing; nobody but the application is to blame for what it does itself. */
function blameOf(path: readonly Move[], blame: string | undefined): string | undefined {
  if (blame === undefined) return undefined;
  const did = (...types: Move['type'][]) => path.some(({ type }) => types.includes(type));
  const possible = new Set(['remote']);
  if (did('reset')) possible.add('transport');
  if (did('timeout')) possible.add('timeout');
  if (did('abort', 'send', 'answer', 'finish', 'close', 'drain')) possible.add('local');
  return possible.has(blame) ? undefined : `nothing happened of which ${blame} is to blame`;
}
