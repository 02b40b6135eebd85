/** Server-sent events to one page. A page that does not read is told less, and what it is told is whole. */
import type { ServerResponse } from 'node:http';
import type { FeedMessage } from '../../feed.js';
import type { View } from '../view.js';
import { SAFE_HEADERS } from './headers.js';

export class EventStream {
  readonly #response: ServerResponse;
  readonly view: View;
  #ready = true;

  constructor(response: ServerResponse, view: View) {
    this.#response = response;
    this.view = view;
    response.writeHead(200, { ...SAFE_HEADERS, 'content-type': 'text/event-stream' });
    // The browser hears that the stream is open before there is anything to tell.
    response.write(': wirechart\n\n');
    response.on('drain', () => {
      this.#ready = true;
    });
  }

  /** Tells the page what is new, if it has read what it was told before. */
  update(): void {
    if (!this.#ready) return;
    this.send(...this.view.messages());
  }

  send(...messages: readonly FeedMessage[]): void {
    if (messages.length === 0) return;
    const text = messages.map((message) => `data: ${JSON.stringify(message)}\n\n`).join('');
    this.#ready = this.#response.write(text);
  }

  end(): void {
    this.#response.end();
  }
}
