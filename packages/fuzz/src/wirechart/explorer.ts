/** Search through the states that a connection can reach: breadth first, so that the moves that show something are few. */
import { checkEnd, checkStanding, type Law, type Violate } from './laws.js';
import { chunksOf, type Move, mergedChunks, PLAIN_MOVES, wordsFor } from './moves.js';
import type { OwnReply } from './own-reply.js';
import { Retrace, type Station } from './retrace.js';
import type { Reached, Search } from './search.js';
import { Tally } from './tally.js';
import type { Walk } from './walk.js';

/** A law that does not hold. */
export interface Violation {
  readonly law: Law;
  readonly moves: readonly string[];
  readonly what: string;
}

/** How far a search goes. */
export interface Bounds {
  readonly depth: number;
  readonly states: number;
}

const MOST_VIOLATIONS = 20;
/** Moves after which all that the remote has sent is handed out sooner or later. */
const UNDISTURBED: ReadonlySet<Move['type']> = new Set([
  'chunk',
  'eof',
  'answer',
  'send',
  'block',
  'drained',
  'secure',
] as const);

/** A state that was reached for the first time. */
interface State extends Station {
  /** What may happen next. */
  readonly moves: readonly Move[];
}

/**
 * What is known of a way is kept: a way is gone once to find out where it leads, and the longest ones once more with all that may make
 * no difference.
 */
export class Explorer<TIn, TOut> {
  readonly #bounds: Bounds;
  readonly #chart = new Set<string>();
  readonly #violations: Violation[] = [];
  readonly #tally = new Tally();
  /** Replies as they left. */
  readonly #encoded = new Map<string, string>();
  #states = 0;
  #moves = 0;
  #exhausted = true;
  #deepest = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  result() {
    return {
      states: this.#states,
      moves: this.#moves,
      deepest: this.#deepest,
      chart: [...this.#chart].sort(),
      exhausted: this.#exhausted,
      laws: this.#tally.result(),
      violations: this.#violations as readonly Violation[],
    };
  }

  /** @param replies what a client's requests come to, where there is a client */
  async explore(search: Search<TIn, TOut>, replies: OwnReply<TIn, TOut> | undefined): Promise<void> {
    const known = new Set<string>();
    const all: State[] = [];
    const enter = async (reached: Reached, before: State | undefined, gone?: Walk<TIn, TOut>) => {
      const walk = gone ?? search.walk(reached.path);
      known.add(reached.key);
      this.#states++;
      const state: State = { reached, before, moves: this.#movesFrom(walk), goesOn: false, retraced: false };
      if (before !== undefined) before.goesOn = true;
      all.push(state);
      await this.#look(search, state, walk, replies);
      return state;
    };
    let border = [await enter(search.go([]), undefined)];
    for (let depth = 0; border.length > 0 && !this.#weary; depth++) {
      this.#deepest = Math.max(this.#deepest, depth);
      const next: State[] = [];
      for (const here of border) {
        if (depth >= this.#bounds.depth && here.moves.length > 0) this.#giveUp();
        if (depth >= this.#bounds.depth || this.#weary) continue;
        for (const move of here.moves) {
          const { reached: there, walk } = search.lead([...here.reached.path, move]);
          this.#moves++;
          // On every way to a state that is known as well: it is the way that is cut.
          this.#compareMerged(search, there);
          if (known.has(there.key)) continue;
          if (this.#states >= this.#bounds.states) this.#giveUp();
          else next.push(await enter(there, here, walk));
        }
      }
      border = next;
    }
    if (this.#weary) this.#giveUp();
    this.#goAgain(search, all);
  }

  get #weary(): boolean {
    return this.#violations.length >= MOST_VIOLATIONS;
  }

  #giveUp(): void {
    this.#exhausted = false;
  }

  #movesFrom(walk: Walk<TIn, TOut>): readonly Move[] {
    return [...chunksOf(walk.left), ...PLAIN_MOVES].filter((move) => walk.allows(move));
  }

  /** Checks what can be seen of one state. The walk is over after that. */
  async #look(
    search: Search<TIn, TOut>,
    { reached: { path } }: State,
    walk: Walk<TIn, TOut>,
    replies: OwnReply<TIn, TOut> | undefined,
  ): Promise<void> {
    const violate = this.#violate(search, path);
    const { connection } = walk;
    this.#chart
      .add(`${connection.protocol.name}: read ${connection.stateOf('read')}`)
      .add(`${connection.protocol.name}: write ${connection.stateOf('write')}`);
    checkStanding(walk, path, violate);
    const before = walk.messages();
    checkEnd(walk, violate);
    this.#tally.checked('bytes are safe', 'bounded', 'blame', 'every connection ends');
    const all = search.messagesOf(path);
    const undisturbed = path.every(({ type }) => UNDISTURBED.has(type));
    if (all === undefined) this.#tally.unsaid('each message once', UNSAYABLE);
    else {
      this.#tally.checked('each message once');
      compareMessages(all, [before, walk.messages()], undisturbed, violate);
    }
    const unsaid =
      replies === undefined
        ? this.#checkAnswers(walk, undisturbed, violate)
        : await replies.check(path, { messages: all, toldBefore: walk.toldBefore, undisturbed }, violate);
    if (unsaid === undefined) this.#tally.checked('own reply');
    else this.#tally.unsaid('own reply', unsaid);
  }

  /**
   * A reply leaves as it does anywhere else, in its place and whole; and where nothing ends the connection before, each has left in the
   * end, and no message is without one.
   */
  #checkAnswers(walk: Walk<TIn, TOut>, undisturbed: boolean, violate: Violate): string | undefined {
    const answers = walk.answers();
    if (answers.length === 0) return 'a server has answered nothing';
    for (const { text, bytes, whole } of answers) {
      const known = this.#encoded.get(text);
      if (whole && known === undefined) this.#encoded.set(text, bytes.toString('hex'));
      const hex = bytes.toString('hex');
      if (known?.startsWith(hex) === false) violate('own reply', `${text} leaves as ${hex}, not as ${known}`);
      if (undisturbed && !whole) violate('own reply', `${text} has not left`);
    }
    if (undisturbed && walk.unanswered > 0) violate('own reply', `${walk.unanswered} messages are without an answer`);
    return undefined;
  }

  #compareMerged(search: Search<TIn, TOut>, cut: Reached): void {
    const merged = mergedChunks(cut.path);
    if (merged.length === cut.path.length) return this.#tally.unsaid('chunk invariance', UNCUT);
    const whole = search.go(merged);
    if (cut.comparable === 'never' || whole.comparable === 'never') {
      return this.#tally.unsaid('chunk invariance', HELD);
    }
    if (cut.comparable === 'when drained') {
      return this.#compareMerged(search, search.go([...cut.path, { type: 'drained' }]));
    }
    this.#tally.checked('chunk invariance');
    if (whole.digest === cut.digest && whole.key === cut.key) return;
    const logs = [cut, whole].map(({ path }) => search.walk(path).log());
    const what = `cut:   ${cut.key}\nwhole: ${whole.key}\n${logs.join('\n---\n')}`;
    this.#violate(search, cut.path)('chunk invariance', what);
  }

  /** Every state lies on a way that goes no farther: each of those is gone again. */
  #goAgain(search: Search<TIn, TOut>, all: readonly State[]): void {
    const retrace = new Retrace(search);
    // Whatever the search has found: what is not the same twice makes it find anything.
    const most = this.#violations.length + MOST_VIOLATIONS;
    for (const state of all) {
      if (this.#violations.length >= most) return this.#giveUp();
      if (!state.goesOn) retrace.retrace(state, (path) => this.#violate(search, path));
    }
    for (const _ of all) {
      this.#tally.checked(
        'one answer',
        'linear',
        'others undisturbed',
        'same moves, same trace',
        'looking changes nothing',
      );
    }
  }

  #violate({ index }: Search<TIn, TOut>, path: readonly Move[]): Violate {
    return (law, what) => this.#violations.push({ law, moves: [`input ${index}`, ...wordsFor(path)], what });
  }
}

const UNCUT = 'no two chunks follow each other on the way';
const HELD = 'what the protocol answers by itself waits for the transport, and what comes after it does too';
const UNSAYABLE = 'what was sent on the way can be sent only because of what else has happened there';

/**
 * Whatever else happens, no message comes twice or out of its place; and where nothing happens that ends the connection before its
 * input, none is missing in the end.
 */
function compareMessages(
  all: readonly string[],
  seen: readonly (readonly string[])[],
  undisturbed: boolean,
  violate: Violate,
): void {
  for (const messages of seen) {
    if (messages.every((message, index) => message === all[index])) continue;
    return violate('each message once', `${messages.join('\n')}\n--- of\n${all.join('\n')}`);
  }
  const last = seen.at(-1) ?? [];
  if (!undisturbed || last.length === all.length) return;
  violate('each message once', `lost:\n${all.slice(last.length).join('\n')}`);
}
