/** The wire to the program: server-sent events in, one POST at a time out. */
import type { FeedMessage, ViewAnswer, ViewRequest } from '../feed.js';
import type { Model } from './model.js';

const VERSION = 1;
/** One that was started anew has another token. */
const REFUSED = 'This inspector does not know the page: it was started anew. Open the address that it has printed.';

export interface Stream {
  /** What the program said of a request: what is wrong with the filter, and where. */
  readonly onAnswer: (answer: ViewAnswer, request: ViewRequest) => void;
}

/** Connects the model. The browser comes back by itself after the program was away. */
export function openStream(model: Model, { onAnswer }: Stream): void {
  const events = new EventSource('/events');
  const post = poster(model, onAnswer);
  events.onmessage = ({ data }) => {
    const message = JSON.parse(data) as FeedMessage;
    if (message.type === 'hello' && message.version !== VERSION) {
      events.close();
      model.take({
        type: 'gone',
        reason: `The program speaks version ${message.version} of the feed, this page ${VERSION}: reload it.`,
      });
      return;
    }
    model.take(message);
    // Another stream knows nothing of what this page shows.
    if (message.type === 'hello') post(undefined);
  };
  events.onerror = () => {
    // A browser tries again where nobody answered; where the answer was a refusal it does not.
    const refused = events.readyState === EventSource.CLOSED;
    model.take({ type: 'gone', reason: refused ? REFUSED : 'The inspector cannot be reached. Trying again.' });
  };
  model.request = post;
}

/** Changes that come while a request is under way go together in the next one. */
function poster(model: Model, onAnswer: Stream['onAnswer']) {
  let shown: Omit<ViewRequest, 'view'> = {};
  let waiting: Omit<ViewRequest, 'view'> | undefined;
  let busy = false;

  async function send(): Promise<void> {
    if (busy || waiting === undefined || model.hello === undefined) return;
    const request: ViewRequest = { view: model.hello.view, ...waiting };
    waiting = undefined;
    busy = true;
    try {
      const response = await fetch('/view', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      });
      onAnswer((await response.json()) as ViewAnswer, request);
    } catch {
      // The stream says so too, and comes back.
    }
    busy = false;
    await send();
  }

  return (change: Omit<ViewRequest, 'view'> | undefined): void => {
    shown = { ...shown, ...change };
    waiting = change === undefined ? shown : { ...waiting, ...change };
    void send();
  };
}
