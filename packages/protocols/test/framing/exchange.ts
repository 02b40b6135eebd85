/** A framing without a network: messages to bytes, and bytes to events. */
import { Connection, type ConnectionEvent, type Protocol, prepare } from '@wirechart/core';

export function encode<T>(protocol: Protocol<T, T>, messages: readonly T[]): Uint8Array {
  const sender = new Connection(prepare(protocol, 'client'), 0);
  const chunks = messages.map((message) => {
    sender.send(message, 0);
    const output = sender.pollTransmit();
    sender.transmitted(true, 0);
    return Buffer.concat(Array.isArray(output) ? output : []);
  });
  return new Uint8Array(Buffer.concat(chunks));
}

/** Every event up to the end, as a client, which answers by taking. */
export function receive<T>(protocol: Protocol<T, T>, chunks: readonly Uint8Array[]): ConnectionEvent<T>[] {
  const receiver = new Connection(prepare(protocol, 'client'), 0);
  const events: ConnectionEvent<T>[] = [];
  const pull = () => {
    for (let event = receiver.nextEvent(); typeof event !== 'string'; event = receiver.nextEvent()) events.push(event);
  };
  for (const chunk of chunks) {
    receiver.receiveData(chunk, 0);
    pull();
  }
  receiver.receiveEof(0);
  pull();
  receiver.pollTransmit();
  pull();
  return events;
}

export const messagesOf = <T>(events: readonly ConnectionEvent<T>[]): T[] =>
  events.flatMap((event) => (event.type === 'message' ? [event.message] : []));
