/** A request gets its own reply or an error. */
import { encode } from '../canonical/encode.js';
import { askOnTheWay, type Talk, type Told, tellsOfRequest, wasRefused } from './client-walk.js';
import type { Violate } from './laws.js';
import { essentialMoves, type Move, wordsFor } from './moves.js';

/** What the connection itself has shown on the same way. */
export interface Shown {
  /** All messages, to the end, where that is known. */
  readonly messages: readonly string[] | undefined;
  /** How many messages had come when each of the messages was sent. */
  readonly toldBefore: readonly number[];
  /** Whether nothing has happened but that chunks came, messages were sent, and output waited. */
  readonly undisturbed: boolean;
}

/** Asks on every way what the messages say that a client sends. */
export class OwnReply<TIn, TOut> {
  readonly #talk: Talk<TIn, TOut>;
  readonly #owns: (request: TOut, reply: TIn) => boolean;
  /** What came of the requests where nothing is cut and nothing else happens, by the words of the way. */
  readonly #told = new Map<string, Promise<Told<TIn, TOut>>>();

  constructor(talk: Talk<TIn, TOut>, owns: (request: TOut, reply: TIn) => boolean) {
    this.#talk = talk;
    this.#owns = owns;
  }

  /** @returns Why there is nothing to say, if so. */
  async check(path: readonly Move[], shown: Shown, violate: Violate): Promise<string | undefined> {
    if (this.#talk.pieces) return 'where messages are pieces of one sequence, none is a reply';
    if (!path.some(({ type }) => type === 'send')) return 'nothing was asked';
    const told = await askOnTheWay(this.#talk, path);
    if (told.asked.length === 0) return 'a client asks nothing before the handshake is over';
    if (!told.closed) violate('every connection ends', 'the client stays open');
    this.#checkOutcomes(told, shown, violate);
    // Who asks when the remote has ended hears of that.
    const types = path.map(({ type }) => type);
    if (!shown.undisturbed || !told.complete || types.includes('send', endOf(types))) return undefined;
    const whole = await this.#whole(path);
    const [cut, same] = [told, whole].map((one) => one.asked.map(textOf));
    if (whole.complete && cut?.join() !== same?.join())
      violate('own reply', `${cut?.join('\n')}\n--- uncut\n${same?.join('\n')}`);
    return undefined;
  }

  #checkOutcomes({ asked, complete }: Told<TIn, TOut>, { messages, toldBefore }: Shown, violate: Violate): void {
    const left = messages?.map((text, index) => ({ text, index }));
    for (const [index, { request, outcome }] of asked.entries()) {
      if (outcome === undefined) violate('own reply', `${encode(request)} has neither a reply nor an error`);
      else if ('error' in outcome) {
        if (!tellsOfRequest(outcome.error))
          violate('own reply', `${encode(request)}: no error of ours: ${outcome.error}`);
      } else {
        const text = encode(outcome.reply);
        if (!this.#owns(request, outcome.reply)) violate('own reply', `${encode(request)} has the reply ${text}`);
        if (left === undefined) continue;
        // Each message answers one request at most, and none that was made after it had come.
        const before = complete ? (toldBefore[index] ?? 0) : 0;
        const found = left.findIndex((one) => one.index >= before && one.text.includes(text));
        if (found < 0)
          violate('own reply', `${encode(request)} has the reply ${text}, which came before it or for another`);
        else left.splice(found, 1);
      }
    }
  }

  #whole(path: readonly Move[]): Promise<Told<TIn, TOut>> {
    const moves = essentialMoves(path);
    const words = wordsFor(moves).join();
    let told = this.#told.get(words);
    if (told === undefined) {
      told = askOnTheWay(this.#talk, moves);
      this.#told.set(words, told);
    }
    return told;
  }
}

function endOf(types: readonly Move['type'][]): number {
  const at = types.indexOf('eof');
  return at < 0 ? types.length : at;
}

function textOf<TIn, TOut>({ outcome }: { readonly outcome: Told<TIn, TOut>['asked'][number]['outcome'] }): string {
  if (outcome === undefined) return 'nothing';
  if ('reply' in outcome) return encode(outcome.reply);
  return wasRefused(outcome.error) ? 'refused' : `${(outcome.error as { code?: unknown }).code}`;
}
