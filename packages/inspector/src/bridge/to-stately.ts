/** Our connections in any viewer that speaks the protocol of @statelyai/inspect over a WebSocket. */
import { type Client, connect } from '@wirechart/core';
import { type WebSocketMessage, webSocket } from '@wirechart/protocols/websocket';
import { tcp } from '@wirechart/transport-net';
import type { AnyActorRef, InspectionEvent } from 'xstate';
import { actorMessage, messageOf } from './from-inspection.js';
import type { StatelyMessage } from './messages.js';

export interface StatelyBridgeOptions {
  /** Where the viewer, or its relay, listens. Default `ws://localhost:8080`, as that of @statelyai/inspect does. */
  readonly url?: string;
  /** Actors that are told of at a time: connections and halves together. More are left out, since a viewer draws all of them. Default 60. */
  readonly most?: number;
  /** Tells contexts and what events carry. Default false: types and states alone. */
  readonly payload?: boolean;
}

export interface StatelyBridge extends AsyncDisposable {
  /** For the option `inspect` of `serve`, `connect` and `createActor`, and for `inspectConnection`. */
  readonly inspect: (event: InspectionEvent) => void;
  /** Tells of all actors again, as they stand: to a viewer that came late. */
  again(): void;
  close(): Promise<void>;
}

/**
 * Connects to a viewer. It is told of every actor that there is by then, and of each again that comes back after it was away.
 *
 * @throws TransportError where nobody listens; TypeError for a URL that is none of a WebSocket.
 */
export async function statelyBridge(options: StatelyBridgeOptions = {}): Promise<StatelyBridge> {
  const { url = 'ws://localhost:8080', most = 60, payload = false } = options;
  const { hostname, port } = new URL(url);
  const client: Client<WebSocketMessage, string> = await connect(
    webSocket.client({ url, random: (bytes) => crypto.getRandomValues(bytes) }),
    tcp({ host: hostname, port: Number(port || 80) }),
  );
  const actors = new Map<string, { readonly actorRef: AnyActorRef; readonly rootId: string }>();
  const tell = (message: StatelyMessage) => {
    // When it is gone there is nobody to tell.
    if (client.state('write') !== 'closed') client.send(JSON.stringify(message)).catch(() => undefined);
  };
  const again = () => {
    for (const { actorRef, rootId } of actors.values()) tell(actorMessage(actorRef, rootId, payload));
  };
  void listen(client, again);
  // An actor is told of while it is being made, and shows nothing of itself before that is done.
  let waiting: InspectionEvent[] = [];
  const flush = () => {
    const events = waiting;
    waiting = [];
    for (const event of events) tellEvent(event);
  };
  const tellEvent = (event: InspectionEvent) => {
    const { sessionId } = event.actorRef;
    if (event.type === '@xstate.actor') {
      if (actors.size >= most) return;
      actors.set(sessionId, { actorRef: event.actorRef as AnyActorRef, rootId: event.rootId });
    }
    if (!actors.has(sessionId)) return;
    const message = messageOf(event, payload);
    if (message !== undefined) tell(message);
    if (event.type === '@xstate.snapshot' && (event.snapshot as { status?: string }).status !== 'active') {
      actors.delete(sessionId);
    }
  };
  const close = () => client.close();
  return {
    inspect: (event) => {
      waiting.push(event);
      if (waiting.length === 1) queueMicrotask(flush);
    },
    again,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A page that has just been opened says so; then it is told what there is. */
async function listen(client: Client<WebSocketMessage, string>, again: () => void): Promise<void> {
  try {
    for await (const message of client) if (String(message).includes('@statelyai.connected')) again();
  } catch {
    // It is gone.
  }
}
