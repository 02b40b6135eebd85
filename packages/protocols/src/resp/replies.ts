/**
 * Which reply belongs to which request: in their order, but for what pub/sub, MONITOR and CLIENT REPLY make of it.
 * (https://redis.io/docs/latest/develop/pubsub/, https://redis.io/docs/latest/commands/client-reply/)
 */
import { type Answer, decodeLatin1, decodeUtf8, type RepliesInOrder } from '@wirechart/core';
import type { RespPushEvent } from './client-half.js';
import type { Request } from './command.js';
import { respError, respMistake } from './errors.js';
import { ErrorReply, type RespValue } from './values.js';

/** @param version that the connection opens with */
export function respReplies(version: 2 | 3 = 2): RepliesInOrder<RespValue, Request> {
  return new RespReplies(version);
}

class RespReplies implements RepliesInOrder<RespValue, Request> {
  readonly by = 'order';
  /** Version 3 has pushes of its own; in version 2 an array is one if there are subscriptions. */
  #version: 2 | 3;
  /** What is subscribed to, by the kind of the subscription. */
  readonly #subscribed = { channel: new Set<string>(), pattern: new Set<string>(), shard: new Set<string>() };
  #monitoring = false;
  /** Commands that the transaction under way has queued: so many elements has the reply to EXEC. */
  #queued: number | undefined;
  // How the server will stand when it gets to what is sent next.
  #inTransaction = false;
  #silent: 'no' | 'next' | 'yes' = 'no';
  /** What is queued without a word cannot be counted. */
  #wasSilent = false;

  constructor(version: 2 | 3) {
    this.#version = version;
  }

  expects(request: Request): number {
    const name = nameOf(request);
    if (this.#silent !== 'no' && !isReply(request, 'ON')) return 0;
    if (name === 'CLIENT' && (isReply(request, 'OFF') || isReply(request, 'SKIP'))) return 0;
    const command = PUB_SUB.get(name);
    // It answers the first MONITOR only.
    if (command === undefined) return name === 'MONITOR' && this.#monitoring ? 0 : 1;
    // The array that answers EXEC would have other elements than it says.
    if (this.#inTransaction) throw respMistake('subscription-in-transaction', name);
    if (request.length > 1) return request.length - 1;
    return command.on ? 1 : Number.POSITIVE_INFINITY;
  }

  sent(request: Request): void {
    const name = nameOf(request);
    if (name === 'MULTI') this.#inTransaction = true;
    else if (name === 'EXEC' || name === 'DISCARD' || name === 'RESET') this.#inTransaction = false;
    if (name === 'RESET') this.#silent = 'no';
    else if (isReply(request, 'ON')) this.#silent = 'no';
    else if (isReply(request, 'OFF')) this.#silent = 'yes';
    else if (isReply(request, 'SKIP')) this.#silent = this.#silent === 'yes' ? 'yes' : 'next';
    else if (this.#silent === 'next') this.#silent = 'no';
    this.#wasSilent ||= this.#silent !== 'no';
  }

  /** PING would be an element of EXEC's reply, and have no reply where CLIENT REPLY says so. */
  mayBeat(): boolean {
    return !this.#inTransaction && this.#silent === 'no';
  }

  messageIn(event: { readonly type: string }): RespValue | undefined {
    return event.type === 'push' ? (event as RespPushEvent).push.items : undefined;
  }

  answers(message: RespValue, request: Request | undefined, count: number, event: { readonly type: string }): Answer {
    const isPush = event.type === 'push';
    const command = request === undefined ? undefined : PUB_SUB.get(nameOf(request));
    if (isPush || (this.#version === 2 && Array.isArray(message) && (command !== undefined || this.#isSubscriber))) {
      const [kind, name] = message as readonly RespValue[];
      const said = typeof kind === 'string' || kind instanceof Uint8Array ? textOf(kind) : '';
      if (DELIVERIES.has(said)) return 'unasked';
      const confirmed = PUB_SUB.get(said.toUpperCase());
      if (confirmed !== undefined) return this.#confirm(confirmed, name, command, request, count);
      if (isPush) return 'unasked';
      if (command !== undefined) return 'mismatch';
    }
    if (this.#monitoring && typeof message === 'string' && MONITORED.test(message)) return 'unasked';
    if (request === undefined) return 'mismatch';
    if (command !== undefined) {
      return message instanceof ErrorReply
        ? respError('subscription-refused', message.message, { cause: message })
        : 'mismatch';
    }
    const name = nameOf(request);
    if (this.#breaksTransaction(name, message)) return 'mismatch';
    this.#learn(name, request, message);
    return 'reply';
  }

  topics(request: Request): readonly string[] | undefined {
    const name = nameOf(request);
    if (name === 'MONITOR') return [MONITOR];
    const command = PUB_SUB.get(name);
    if (!command?.on) return undefined;
    return request.slice(1).map((argument) => topic(command.what, textOf(argument)));
  }

  topicOf(message: RespValue): string | undefined {
    if (typeof message === 'string') return MONITOR;
    if (!Array.isArray(message)) return undefined;
    const [kind, name] = message as readonly (string | Uint8Array)[];
    const what = DELIVERIES.get(textOf(kind as string));
    return what === undefined ? undefined : topic(what, textOf(name as string));
  }

  unsubscribe(topics: readonly string[]): Request | undefined {
    const [first] = topics;
    // Only RESET would end it, and that would end all else besides.
    if (first === undefined || first === MONITOR) return undefined;
    const what = first.slice(0, first.indexOf(' ')) as Subscribable;
    return [UNSUBSCRIBE[what], ...topics.map((one) => argumentOf(one.slice(what.length + 1)))];
  }

  get #isSubscriber(): boolean {
    const { channel, pattern, shard } = this.#subscribed;
    return channel.size + pattern.size + shard.size > 0;
  }

  /** The server says that a subscription has begun or ended: because of this request, or of its own accord. */
  #confirm(
    confirmed: PubSub,
    name: RespValue | undefined,
    command: PubSub | undefined,
    request: Request | undefined,
    count: number,
  ): Answer {
    const subscribed = this.#subscribed[confirmed.what];
    const text = name === null ? undefined : textOf(name as string | Uint8Array);
    if (text !== undefined) {
      if (confirmed.on) subscribed.add(text);
      else subscribed.delete(text);
    }
    const all = request?.length === 1;
    const own = confirmed === command && (all || (text !== undefined && isAmong(text, request as Request)));
    // Slots that move to another server take their subscriptions away.
    if (!own) return confirmed.on ? 'mismatch' : 'unasked';
    if (all) return subscribed.size === 0 ? 'last' : 'reply';
    return count + 1 === (request as Request).length - 1 ? 'last' : 'reply';
  }

  /** Counts what is queued. Returns whether the reply to EXEC has more elements than that, or fewer. */
  #breaksTransaction(name: string, message: RespValue): boolean {
    const queued = this.#queued;
    if (message === 'QUEUED') this.#queued = queued === undefined ? undefined : queued + 1;
    else if (name === 'MULTI') this.#queued = message === 'OK' ? 0 : queued;
    else if (name === 'EXEC' || name === 'DISCARD' || name === 'RESET') this.#queued = undefined;
    if (name !== 'EXEC' || !Array.isArray(message)) return false;
    return queued !== undefined && message.length !== queued && !this.#wasSilent;
  }

  /** What a reply that is none of pub/sub says of how the server stands now. */
  #learn(name: string, request: Request, message: RespValue): void {
    if (message instanceof ErrorReply) return;
    if (name === 'MONITOR') this.#monitoring = true;
    else if (name === 'HELLO' && request.length > 1) this.#version = Number(textOf(request[1])) === 3 ? 3 : 2;
    else if (name === 'RESET') {
      this.#monitoring = false;
      this.#version = 2;
      for (const topics of Object.values(this.#subscribed)) topics.clear();
    }
  }
}

type Subscribable = 'channel' | 'pattern' | 'shard';

interface PubSub {
  readonly what: Subscribable;
  /** Whether it subscribes. */
  readonly on: boolean;
}

const PUB_SUB: ReadonlyMap<string, PubSub> = new Map([
  ['SUBSCRIBE', { what: 'channel', on: true }],
  ['PSUBSCRIBE', { what: 'pattern', on: true }],
  ['SSUBSCRIBE', { what: 'shard', on: true }],
  ['UNSUBSCRIBE', { what: 'channel', on: false }],
  ['PUNSUBSCRIBE', { what: 'pattern', on: false }],
  ['SUNSUBSCRIBE', { what: 'shard', on: false }],
]);

const UNSUBSCRIBE = { channel: 'UNSUBSCRIBE', pattern: 'PUNSUBSCRIBE', shard: 'SUNSUBSCRIBE' } as const;

/** What brings a message that was published, and what it names second: what was subscribed to. */
const DELIVERIES: ReadonlyMap<string, Subscribable> = new Map([
  ['message', 'channel'],
  ['pmessage', 'pattern'],
  ['smessage', 'shard'],
]);

/** How MONITOR tells of a command: the time, then the database and the client. */
const MONITORED = /^\d+\.\d{6} \[\d+ /;
const MONITOR = 'monitor';

const topic = (what: Subscribable, name: string) => `${what} ${name}`;

function nameOf(request: Request): string {
  const [name] = request;
  return (typeof name === 'string' ? name : decodeLatin1(name)).toUpperCase();
}

function isReply(request: Request, mode: 'ON' | 'OFF' | 'SKIP'): boolean {
  if (request.length !== 3 || nameOf(request) !== 'CLIENT') return false;
  return textOf(request[1]).toUpperCase() === 'REPLY' && textOf(request[2]).toUpperCase() === mode;
}

const isAmong = (name: string, [, ...names]: Request): boolean => names.some((one) => textOf(one) === name);

/** One text for one name, whether it comes as bytes or as text. Bytes that are not UTF-8 are told apart by their mark. */
function textOf(name: Request[number] | undefined): string {
  if (!(name instanceof Uint8Array)) return String(name);
  try {
    return decodeUtf8(name);
  } catch {
    return `${BYTES}${decodeLatin1(name)}`;
  }
}

function argumentOf(text: string): string | Uint8Array {
  return text.startsWith(BYTES) ? Uint8Array.from(text.slice(BYTES.length), (unit) => unit.charCodeAt(0)) : text;
}

/** No UTF-8 has half of a surrogate pair. */
const BYTES = '\ud800';
