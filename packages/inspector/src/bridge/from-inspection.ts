/** XState's inspection events as messages of @statelyai/inspect. */
import type { AnyActorRef, AnyStateMachine, InspectionEvent } from 'xstate';
import { plainContext } from '../agent/plain.js';
import { type ActorMessage, STATELY_VERSION, type StatelyMessage, type StatelySnapshot } from './messages.js';

/**
 * @param payload whether contexts and what events carry are told; without it, types and states alone
 * @returns undefined for events that the protocol does not have: microsteps and actions
 */
export function messageOf(event: InspectionEvent, payload: boolean): StatelyMessage | undefined {
  if (event.type === '@xstate.actor') return actorMessage(event.actorRef as AnyActorRef, event.rootId, payload);
  if (event.type !== '@xstate.event' && event.type !== '@xstate.snapshot') return undefined;
  const common = {
    sessionId: event.actorRef.sessionId,
    rootId: event.rootId,
    createdAt: String(Date.now()),
    id: null,
    _version: STATELY_VERSION,
  };
  const told = payload ? (plainContext(event.event, true) as unknown as { type: string }) : { type: event.event.type };
  return event.type === '@xstate.event'
    ? { ...common, type: event.type, event: told, sourceId: event.sourceRef?.sessionId }
    : { ...common, type: event.type, event: told, snapshot: plainSnapshot(event.snapshot, payload) };
}

export function actorMessage(actorRef: AnyActorRef, rootId: string, payload: boolean): ActorMessage {
  const { logic, id, sessionId, _parent } = actorRef as AnyActorRef & {
    logic?: Partial<AnyStateMachine>;
    _parent?: AnyActorRef;
  };
  const config = logic?.config;
  const name = id === sessionId && config?.id !== undefined ? config.id : id;
  return {
    type: '@xstate.actor',
    name,
    sessionId,
    parentId: _parent?.sessionId,
    rootId,
    definition: JSON.stringify(config ?? { id: name }, describe),
    snapshot: snapshotNow(actorRef, payload),
    createdAt: String(Date.now()),
    id: null,
    _version: STATELY_VERSION,
  };
}

/** An actor that is being made has none yet. */
function snapshotNow(actorRef: AnyActorRef, payload: boolean): StatelySnapshot {
  try {
    return plainSnapshot(actorRef.getSnapshot(), payload);
  } catch {
    return { status: 'active' };
  }
}

function plainSnapshot(snapshot: unknown, payload: boolean): StatelySnapshot {
  const { status, value, context, output, error } = snapshot as StatelySnapshot;
  return {
    status,
    ...(value === undefined ? {} : { value }),
    ...(context === undefined ? {} : { context: plainContext(context, payload) }),
    ...(output === undefined || !payload ? {} : { output: plainContext(output, true) }),
    ...(error === undefined ? {} : { error: error instanceof Error ? error.name : 'error' }),
  };
}

/** A function is its name; a need is what it says in the chart, as the state's description. */
function describe(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === 'function') return { type: value.name };
  if (typeof value !== 'object' || value === null) return value;
  if (key === 'meta') {
    const { need, ...rest } = value as { readonly need?: { readonly words?: string } };
    return need === undefined ? value : rest;
  }
  const words = (value as { meta?: { need?: { words?: string } } }).meta?.need?.words;
  return words === undefined || 'description' in value ? value : { description: words, ...value };
}
