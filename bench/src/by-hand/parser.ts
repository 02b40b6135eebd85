/** A hand-written parser of the json-header protocol, without a state machine. */
import {
  defaultLimits,
  type Header,
  type Limits,
  type Message,
  ProtocolError,
  parseContent,
  parseHeader,
  parseHeaderLength,
} from './codec.js';
import { Gather } from './gather.js';

export interface ParserOptions {
  readonly limits?: Limits;
  /** Keeps the last header and its bytes, and takes it again when the same bytes come. Default false. */
  readonly remembersHeader?: boolean;
}

export class Parser {
  readonly #onMessage: (message: Message) => void;
  readonly #limits: Limits;
  readonly #remembersHeader: boolean;
  readonly #gather = new Gather(2, (buffer, start, end) => this.#step(buffer, start, end));
  #expects: 'length' | 'header' | 'content' = 'length';
  #header: Header | undefined;
  #headerBytes: Buffer | undefined;

  constructor(onMessage: (message: Message) => void, options: ParserOptions = {}) {
    this.#onMessage = onMessage;
    this.#limits = options.limits ?? defaultLimits;
    this.#remembersHeader = options.remembersHeader ?? false;
  }

  /** @throws ProtocolError for bytes that are not of the protocol. */
  push(chunk: Buffer): void {
    this.#gather.push(chunk);
  }

  /** @throws ProtocolError when the input ends inside a message. */
  end(): void {
    if (this.#expects !== 'length' || this.#gather.waiting > 0) throw new ProtocolError('truncated');
  }

  #step(buffer: Buffer, start: number, end: number): number {
    switch (this.#expects) {
      case 'length':
        this.#expects = 'header';
        return parseHeaderLength(buffer, start, this.#limits);
      case 'header': {
        this.#expects = 'content';
        const header = this.#remembersHeader ? this.#recall(buffer, start, end) : undefined;
        this.#header = header ?? this.#parseHeader(buffer, start, end);
        return this.#header.contentLength;
      }
      case 'content':
        this.#expects = 'length';
        this.#onMessage(parseContent(buffer, start, end, this.#header as Header));
        return 2;
    }
  }

  #parseHeader(buffer: Buffer, start: number, end: number): Header {
    const header = parseHeader(buffer, start, end, this.#limits);
    if (this.#remembersHeader) this.#headerBytes = Buffer.from(buffer.subarray(start, end));
    return header;
  }

  #recall(buffer: Buffer, start: number, end: number): Header | undefined {
    const known = this.#headerBytes;
    if (known === undefined || known.length !== end - start) return undefined;
    return buffer.compare(known, 0, known.length, start, end) === 0 ? this.#header : undefined;
  }
}
