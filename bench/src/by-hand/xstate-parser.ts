/**
 * The hand-written parser with its state in XState's own interpreter: an actor that runs the chart of the json-header
 * protocol, asked after each event which bytes come next. Its timers go to a clock that does nothing.
 */
import { defaultLimits, defaultTimeouts } from '@wirechart/core';
import { jsonHeader } from '@wirechart/protocols/json-header';
import { type AnyActorRef, type AnyEventObject, createActor } from 'xstate';
import { type Header, type Message, ProtocolError, parseContent, parseHeader, parseHeaderLength } from './codec.js';
import { Gather } from './gather.js';

export class XStateParser {
  readonly #actor: AnyActorRef;
  readonly #gather = new Gather(2, (buffer, start, end) => this.#step(buffer, start, end));

  constructor(onMessage: (message: Message) => void) {
    const input = { limits: defaultLimits, timeouts: defaultTimeouts };
    const actor = createActor(jsonHeader().read, { input, clock: stoppedClock });
    actor.on('message', (event: AnyEventObject) => onMessage(event['message'] as Message));
    actor.start();
    this.#actor = actor;
  }

  /** @throws ProtocolError for bytes that are not of the protocol. */
  push(chunk: Buffer): void {
    this.#gather.push(chunk);
  }

  /** @throws ProtocolError when the input ends inside a message. */
  end(): void {
    if (this.#gather.waiting === 0) this.#actor.send({ type: 'eof' });
    if (this.#actor.getSnapshot().value !== 'closed') throw new ProtocolError('truncated');
  }

  #step(buffer: Buffer, start: number, end: number): number {
    const { value, context } = this.#actor.getSnapshot();
    try {
      switch (value) {
        case 'awaiting-protoheader': {
          const length = parseHeaderLength(buffer, start, context.limits);
          this.#actor.send({ type: 'protoheader', value: length });
          return length;
        }
        case 'awaiting-jsonheader': {
          const header = parseHeader(buffer, start, end, context.limits);
          this.#actor.send({ type: 'jsonheader', value: header });
          return header.contentLength;
        }
        default:
          this.#actor.send({ type: 'content', value: parseContent(buffer, start, end, context.header as Header) });
          this.#actor.send({ type: 'responded' });
          return 2;
      }
    } catch (error) {
      this.#actor.send({ type: 'malformed', error });
      throw error;
    }
  }
}

const stoppedClock = { setTimeout: () => 0, clearTimeout: () => {} };
