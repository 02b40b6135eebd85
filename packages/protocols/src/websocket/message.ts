/** What two WebSocket applications say to each other. */

/** A message: text or bytes. Bytes from 4 KiB on are not copied by a server that sends them and must stay as they are until then. */
export type WebSocketMessage = string | Uint8Array;

/** Asks whether the remote is there; it answers by itself. At most 125 bytes of data. */
export interface Ping {
  readonly kind: 'ping';
  readonly data: Uint8Array;
}

/** The answer to a ping, which is given without asking the application; or a sign of life that nobody asked for. */
export interface Pong {
  readonly kind: 'pong';
  readonly data: Uint8Array;
}

/** The last that a side says (RFC 6455, 5.5.1). */
export interface Close {
  readonly kind: 'close';
  /** Why (RFC 6455, 7.4.1): 1000 to 1014 as far as they may be sent, or 3000 to 4999. Undefined: nothing is said of it. */
  readonly code: number | undefined;
  /** For the log: at most 123 bytes of UTF-8. */
  readonly reason: string;
}

export type Control = Ping | Pong | Close;

/** What can be sent. */
export type Sendable = WebSocketMessage | Control;

export const ping = (data: Uint8Array = NOTHING): Ping => ({ kind: 'ping', data });
export const pong = (data: Uint8Array = NOTHING): Pong => ({ kind: 'pong', data });

/** Ends the connection in order; nothing can be sent after it. */
export const close = (code?: number, reason = ''): Close => ({ kind: 'close', code, reason });

export function isClose(message: Sendable): boolean {
  return typeof message === 'object' && !(message instanceof Uint8Array) && message.kind === 'close';
}

/** Events of the connection about control frames, for `onEvent`. */
export type ControlEvent =
  | { readonly type: 'ping'; readonly data: Uint8Array }
  | { readonly type: 'pong'; readonly data: Uint8Array }
  /** The remote closes, with its code and reason. The answer has been given. */
  | { readonly type: 'closing'; readonly code: number | undefined; readonly reason: string };

const NOTHING = new Uint8Array(0);
