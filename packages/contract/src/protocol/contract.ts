/** What an author tells the suite about a protocol. */
import type { Connection, ConnectionEvent, Limits, Prepared, Protocol, Role } from '@wirechart/core';
import type { Arbitrary } from 'fast-check';

export interface ProtocolContract<TIn, TOut> {
  /** As it should stand in the names of the tests. */
  readonly name: string;
  readonly protocol: (role: Role) => Protocol<TIn, TOut>;
  /** Roles to examine. Default: both, for a protocol in which both sides speak alike. */
  readonly roles?: readonly Role[];
  /** Valid input. Between them they should go through every state of the read half. */
  readonly conversations: readonly Conversation<TIn, TOut>[];
  /** Input that must be refused. */
  readonly invalid?: readonly InvalidInput<TIn, TOut>[];
  /** Messages that the encoder must refuse, such as one with a length that its field cannot hold. */
  readonly unencodable?: readonly { readonly name: string; readonly message: TOut }[];
  /**
   * A conversation that grows: about `size` bytes long, of one message or of many. Work must grow in step with it.
   * One for each way in which input can be long.
   */
  readonly growing?: readonly GrowingConversation<TOut>[];
  /** Messages at random, to be encoded and parsed again. */
  readonly roundTrip?: RoundTrip<TIn, TOut>;
  /**
   * Says that an event is a part of a longer content that may be handed over in any number of parts: adjacent ones of the
   * same name are joined before they are compared. Default: events of type `piece`.
   */
  readonly part?: (event: ConnectionEvent<TIn>) => Part | undefined;
  /** Longest input, or window of a longer input, that is cut in every way: 2^(n-1) of them. An integer from 1 to 16; default 8. */
  readonly exhaustive?: number;
  /** Random cases per law. Default 100. */
  readonly runs?: number;
  /** Seed of what is random. Default: a fresh one, printed when it finds something. */
  readonly seed?: number;
  /** Makes the connections. Default: the engine's own; another one to examine a variant of the engine. */
  readonly connection?: <TI, TO>(prepared: Prepared<TI, TO>, now: number) => Connection<TI, TO>;
}

/** What this side hears and says; the remote is bytes. */
export interface Conversation<TIn, TOut> {
  readonly name: string;
  /** Default: every role of the contract. */
  readonly role?: Role;
  /** What the remote sends, as it stands on the wire. */
  readonly input: Uint8Array;
  /** The messages in it. Left out, whatever the whole input gives is what every chunking must give. */
  readonly messages?: readonly TIn[];
  /** What this side sends before it has received anything. Default: nothing (but see {@link Protocol.opening}). */
  readonly sends?: readonly TOut[];
  /** The reply or replies to a message: a function of the message alone. Default: none. */
  readonly replies?: (message: TIn) => readonly TOut[];
  readonly limits?: Partial<Limits>;
  /**
   * Where in the input the remote may end its direction without having done wrong: `'between messages'` (the default: at
   * the start and after each message), `'anywhere'`, or a function of the number of bytes before.
   */
  readonly mayEnd?: 'between messages' | 'anywhere' | ((offset: number) => boolean);
  /** Whether there can be anything after it. Default true; false where the conversation ends or switches the protocol. */
  readonly goesOn?: boolean;
}

export interface InvalidInput<TIn, TOut> extends Pick<Conversation<TIn, TOut>, 'name' | 'role' | 'input' | 'limits'> {
  /** Code of the RemoteError that it must come to. */
  readonly code: string;
  /** Messages that come whole before the fault. Default: none. */
  readonly messages?: readonly TIn[];
  /** Whether the remote ends its direction after it. Default false: the bytes alone must be refused. */
  readonly end?: boolean;
  readonly sends?: readonly TOut[];
}

export interface GrowingConversation<TOut> {
  readonly name: string;
  readonly role?: Role;
  /** Valid input of about so many bytes. */
  readonly input: (size: number) => Uint8Array;
  readonly sends?: readonly TOut[];
  /** Limits under which it is valid up to 4,096 bytes. */
  readonly limits?: Partial<Limits>;
}

export interface RoundTrip<TIn, TOut> {
  readonly sent: Arbitrary<TOut>;
  /** What the other side must hand out for a sent message. Default: the same. */
  readonly received?: (message: TOut) => TIn;
  /** The role that sends. Default `'client'`; the other one receives, by the same contract. */
  readonly sender?: Role;
}

/** A part of a longer content. */
export interface Part {
  /** Of what it is a part. */
  readonly of: string;
  readonly bytes: Uint8Array;
}
