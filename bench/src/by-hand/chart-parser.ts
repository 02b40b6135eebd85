/**
 * The hand-written parser with its state in somebody else's machine, which is asked after each event which bytes come next.
 */
import { defaultLimits } from '@wirechart/core';
import { type Header, type Message, ProtocolError, parseContent, parseHeader, parseHeaderLength } from './codec.js';
import { Gather } from './gather.js';

export type ChartEvent =
  | { readonly type: 'protoheader'; readonly value: number }
  | { readonly type: 'jsonheader'; readonly value: Header }
  | { readonly type: 'content'; readonly value: Message }
  | { readonly type: 'responded' | 'eof' | 'malformed' };

/** A machine at work. It hands on the value of each `content` by itself. */
export interface Chart {
  /** Name of the state: those of the protocol's own chart. */
  readonly state: string;
  /** That it has heard of. */
  readonly header: Header | undefined;
  send(event: ChartEvent): void;
}

export class ChartParser {
  readonly #chart: Chart;
  readonly #gather = new Gather(2, (buffer, start, end) => this.#step(buffer, start, end));

  constructor(chart: Chart) {
    this.#chart = chart;
  }

  /** @throws ProtocolError for bytes that are not of the protocol. */
  push(chunk: Buffer): void {
    this.#gather.push(chunk);
  }

  /** @throws ProtocolError when the input ends inside a message. */
  end(): void {
    if (this.#gather.waiting === 0) this.#chart.send({ type: 'eof' });
    if (this.#chart.state !== 'closed') throw new ProtocolError('truncated');
  }

  #step(buffer: Buffer, start: number, end: number): number {
    const chart = this.#chart;
    try {
      switch (chart.state) {
        case 'awaiting-protoheader': {
          const value = parseHeaderLength(buffer, start, defaultLimits);
          chart.send({ type: 'protoheader', value });
          return value;
        }
        case 'awaiting-jsonheader': {
          const value = parseHeader(buffer, start, end, defaultLimits);
          chart.send({ type: 'jsonheader', value });
          return value.contentLength;
        }
        default:
          chart.send({ type: 'content', value: parseContent(buffer, start, end, chart.header as Header) });
          chart.send({ type: 'responded' });
          return 2;
      }
    } catch (error) {
      chart.send({ type: 'malformed' });
      throw error;
    }
  }
}
