/** One input, given to a server or a client of the whole library, and what must be true of that. */
import {
  Client,
  type Clock,
  type ConnectClientOptions,
  type Endpoint,
  type Prepared,
  prepare,
  type RuntimeName,
  type Server,
  serve,
  type Transport,
  WirechartError,
} from '@wirechart/core';
import { FakeTransport, STILL } from './fake-transport.js';
import type { ByteSubject } from './subject.js';

/** What came of an input, as far as it must not depend on how it was cut. */
export interface Outcome {
  readonly messages: number;
  readonly error: string | undefined;
  /** Bytes; undefined after a reset, before which what waits is not written. */
  readonly written: number | undefined;
}

export class Trial {
  readonly #subject: ByteSubject;
  readonly #runtime: RuntimeName;
  #accept: ((transport: Transport) => void) | undefined;
  #server: Server<unknown, unknown> | undefined;
  /** Of a client: once for all inputs, as a server does it, since it takes longer than an input. */
  #prepared: Prepared<unknown, unknown> | undefined;
  #messages = 0;
  #errors: WirechartError[] = [];
  /** Codes of errors, and how often. */
  readonly codes = new Map<string, number>();

  constructor(subject: ByteSubject, runtime: RuntimeName) {
    this.#subject = subject;
    this.#runtime = runtime;
  }

  /** @throws Error that says what is not as it must be. */
  async run(input: Uint8Array, cuts: readonly number[]): Promise<Outcome> {
    const chunks = chunksOf(input, cuts);
    const outcome = this.#subject.role === 'server' ? await this.#serve(chunks) : await this.#call(chunks);
    if (outcome.error !== undefined) this.codes.set(outcome.error, (this.codes.get(outcome.error) ?? 0) + 1);
    return outcome;
  }

  async #serve(chunks: readonly Uint8Array[]): Promise<Outcome> {
    if (this.#accept === undefined) await this.#listen();
    this.#messages = 0;
    this.#errors = [];
    const transport = new FakeTransport();
    (this.#accept as (transport: Transport) => void)(transport);
    give(transport, chunks);
    await settle(transport, () => transport.isClosed);
    demand(transport.isClosed, 'the connection does not end');
    demand(this.#server?.peers.size === 0, 'a peer is left');
    return this.#outcome(transport);
  }

  async #listen(): Promise<void> {
    const { protocol, reply } = this.#subject;
    const endpoint: Endpoint = {
      clock: STILL,
      connect: () => Promise.reject(new Error('not here')),
      listen: async (accept) => {
        this.#accept = accept;
        return { address: { kind: 'name', name: 'here' }, close: async () => {} };
      },
    };
    const handler = (message: unknown) => {
      this.#messages += 1;
      return reply?.(message) as never;
    };
    const onError = (error: WirechartError) => void this.#errors.push(error);
    this.#server = await serve(protocol, handler, endpoint, {
      runtime: this.#runtime,
      limits: LIMITS,
      onError,
      // Who has heard the remote out ends too, where the protocol does not see to that.
      onEvent: ({ type }, peer) => type === 'end' && peer.finish(),
    });
  }

  async #call(chunks: readonly Uint8Array[]): Promise<Outcome> {
    this.#messages = 0;
    this.#errors = [];
    const transport = new FakeTransport();
    const { protocol, before, requests = [] } = this.#subject;
    const options = { runtime: this.#runtime, limits: LIMITS };
    this.#prepared ??= prepare(protocol, 'client', options);
    const client = openClient(this.#prepared, transport, STILL, options);
    const note = (cause: unknown) => this.#note(cause);
    let over = false;
    const count = () => {
      this.#messages += 1;
    };
    const use = async () => {
      await client.opened();
      const replies = requests.map((request) => client.request(request).then(count, note));
      const { error } = await client.closed;
      if (error !== undefined) note(error);
      await Promise.all([...replies, reading(client, count).catch(note)]);
    };
    const used = use()
      .catch(note)
      .finally(() => {
        over = true;
      });
    // What this side says first has left before anything comes.
    if (before !== undefined) transport.give(before.slice());
    await settle(transport, () => over, UNTIL_SAID);
    give(transport, chunks);
    await settle(transport, () => transport.isClosed);
    // Whoever is over already still has messages to take.
    if (!transport.isClosed) void client.close().catch(note);
    await settle(transport, () => over);
    demand(transport.isClosed, 'the client does not end');
    // Where a promise is forgotten, this waits for ever; whoever watches this thread says so.
    await used;
    return this.#outcome(transport);
  }

  #note(cause: unknown): void {
    if (!WirechartError.is(cause)) throw new Error(`something else was thrown: ${String(cause)}`, { cause });
    this.#errors.push(cause);
  }

  #outcome({ written, wasReset }: FakeTransport): Outcome {
    for (const error of this.#errors) {
      const { blame, code, message } = error;
      // Both sides go on saying things until they know of each other's end; that is told to who said it.
      const isMine = blame === 'local' && (code === 'not-sending' || code === 'aborted');
      const remotes = blame === 'remote' || isMine;
      demand(remotes, `remote bytes caused a ${blame} error: ${code}: ${message}`, error);
    }
    return { messages: this.#messages, error: this.#errors[0]?.code, written: wasReset ? undefined : written };
  }
}

/** What `connect` comes to when it has made everything ready and the transport is there. */
interface OpenClient extends Client<unknown, unknown> {
  opened(): Promise<void>;
}

function openClient(...given: [Prepared<unknown, unknown>, Transport, Clock, ConnectClientOptions]): OpenClient {
  return new (Client as unknown as new (..._: typeof given) => OpenClient)(...given);
}

async function reading(client: Client<unknown, unknown>, count: () => void): Promise<void> {
  for await (const _ of client) count();
}

function give(transport: FakeTransport, chunks: readonly Uint8Array[]): void {
  for (const chunk of chunks) transport.give(chunk);
  transport.giveEnd();
}

/** Lets everything happen until it is over, or nothing happens any more. */
async function settle(transport: FakeTransport, isOver: () => boolean, patience = PATIENCE): Promise<void> {
  for (let idle = 0; idle < patience && !isOver(); ) {
    if (transport.move()) idle = 0;
    else {
      idle += 1;
      await undefined;
    }
  }
}

function chunksOf(input: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  // What belongs to the next chunk lies beside it, as in a transport's pool: nobody may read that.
  let from = 0;
  for (const to of cuts) {
    if (to > from) chunks.push(input.subarray(from, to));
    from = Math.max(from, to);
  }
  if (from < input.length) chunks.push(from === 0 ? input : input.subarray(from));
  return chunks;
}

function demand(isSo: boolean, what: string, cause?: unknown): asserts isSo {
  if (!isSo) throw new Error(what, { cause });
}

const LIMITS = { headerBytes: 2_048, contentBytes: 4_096 };
/** Turns of the promises without anything to move. */
const PATIENCE = 24;
/** Likewise, where nothing but what was said at once is waited for. */
const UNTIL_SAID = 6;
