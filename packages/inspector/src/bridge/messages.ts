/** The messages of @statelyai/inspect (0.7), as they stand on the wire: JSON texts. */

export type StatelyMessage = ActorMessage | EventMessage | SnapshotMessage;

interface Common {
  readonly sessionId: string;
  readonly rootId: string | undefined;
  /** Milliseconds since 1970, as a text. */
  readonly createdAt: string;
  readonly id: null;
  readonly _version: string;
}

export interface ActorMessage extends Common {
  readonly type: '@xstate.actor';
  readonly name: string;
  readonly parentId: string | undefined;
  /** The machine's config as JSON, with functions as `{ "type": name }`; of an actor without a machine `{ "id": name }`. */
  readonly definition: string | undefined;
  readonly snapshot: StatelySnapshot;
}

export interface EventMessage extends Common {
  readonly type: '@xstate.event';
  readonly event: { readonly type: string };
  readonly sourceId: string | undefined;
}

export interface SnapshotMessage extends Common {
  readonly type: '@xstate.snapshot';
  readonly event: { readonly type: string };
  readonly snapshot: StatelySnapshot;
}

export interface StatelySnapshot {
  readonly status: string;
  readonly value?: unknown;
  readonly context?: unknown;
  readonly output?: unknown;
  readonly error?: unknown;
}

/** The version of the messages that is spoken. */
export const STATELY_VERSION = '0.7.2';

/** @throws SyntaxError or TypeError for a text that is none of them. */
export function parseStately(text: string): StatelyMessage | undefined {
  const message = JSON.parse(text) as Partial<StatelyMessage> | null;
  if (typeof message !== 'object' || message === null) throw new TypeError('a message is an object');
  const { type, sessionId } = message;
  if (type !== '@xstate.actor' && type !== '@xstate.event' && type !== '@xstate.snapshot') return undefined;
  if (typeof sessionId !== 'string') throw new TypeError('a message names its actor');
  return message as StatelyMessage;
}
