/** Frames as an inspector sees them, and what their protocol calls the parts of each. */
import {
  type AnyProtocol,
  type CapturedFrame,
  Connection,
  type ConnectionEvent,
  type FrameField,
  prepare,
  pump,
  type Role,
} from '@wirechart/core';

export interface NamedFrame extends CapturedFrame {
  readonly fields: readonly FrameField[];
}

/** What arrives, frame by frame; a server answers nothing. */
export function arrived(protocol: AnyProtocol, role: Role, bytes: Uint8Array): NamedFrame[] {
  const connection = new Connection(prepare(protocol, role), 0) as Connection<unknown, unknown>;
  const named = new Named(protocol, 'read', role);
  let end = 0;
  connection.observe({
    transitioned(half, _from, _to, event, _edge, offset, length) {
      if (half !== 0 || offset + length <= end) return;
      end = offset + length;
      named.add(event, bytes.slice(offset, end));
    },
    processed() {},
    received() {},
    sent() {},
  });
  const event = ({ type }: ConnectionEvent<unknown>) => {
    if (type === 'message' && role === 'server') connection.responded(0);
  };
  connection.receiveData(bytes, 0);
  pump(connection, { event }, { write: () => true, end() {}, reset() {} }, 0);
  return named.frames;
}

/** What is sent, a frame for each message. */
export function sent(protocol: AnyProtocol, role: Role, messages: readonly unknown[]): NamedFrame[] {
  const connection = new Connection(prepare(protocol, role), 0) as Connection<unknown, unknown>;
  const named = new Named(protocol, 'write', role);
  for (const message of messages) {
    const pieces: Uint8Array[] = [];
    connection.send(message, 0);
    pump(connection, { event() {} }, { write: (some) => pieces.push(...some) > 0, end() {}, reset() {} }, 0);
    named.add('send', new Uint8Array(Buffer.concat(pieces)));
  }
  return named.frames;
}

/** The fields with their bytes as text: `key=abc`. */
export function told(frames: readonly NamedFrame[]): string[] {
  return frames.flatMap(({ bytes, fields }) => {
    const text = Buffer.from(bytes).toString('latin1');
    let end = 0;
    return fields.map(({ name, length }) => {
      end += length;
      return `${name}=${text.slice(end - length, end)}`;
    });
  });
}

class Named {
  readonly frames: NamedFrame[] = [];
  readonly #protocol: AnyProtocol;
  readonly #half: 'read' | 'write';
  readonly #role: Role;

  constructor(protocol: AnyProtocol, half: 'read' | 'write', role: Role) {
    this.#protocol = protocol;
    this.#half = half;
    this.#role = role;
  }

  add(event: string, bytes: Uint8Array): void {
    const previous = this.frames.at(-1);
    const frame = { half: this.#half, role: this.#role, event, bytes, length: bytes.length, previous };
    this.frames.push({ ...frame, fields: this.#protocol.fields?.(frame) ?? [] });
  }
}

/** What an inspector of this role is told of what arrives, each field with its bytes. */
const toldTo =
  (role: Role) =>
  (protocol: unknown, input: Uint8Array | string): string[] =>
    told(arrived(protocol as AnyProtocol, role, Buffer.from(input as string, 'latin1')));

export const server = toldTo('server');
export const client = toldTo('client');
