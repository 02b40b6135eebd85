/** Who has subscribed to which topic. */
import type { Feed } from './feed.js';

export class Subscriptions<TIn> {
  /** A topic that has no feed was left: what still comes for it, nobody wants. */
  readonly #feeds = new Map<string, Feed<TIn>[]>();

  open(topics: readonly string[], feed: Feed<TIn>): void {
    for (const topic of topics) {
      const feeds = this.#feeds.get(topic);
      if (feeds === undefined) this.#feeds.set(topic, [feed]);
      else feeds.push(feed);
    }
  }

  /** Takes a feed away. Returns the topics that have none any more. */
  leave(topics: readonly string[], feed: Feed<TIn>): string[] {
    return topics.filter((topic) => {
      const feeds = this.#feeds.get(topic) ?? [];
      const at = feeds.indexOf(feed);
      if (at >= 0) feeds.splice(at, 1);
      return at >= 0 && feeds.length === 0;
    });
  }

  /** The remote sends nothing about these any more, unless somebody has subscribed again meanwhile. */
  forget(topics: readonly string[]): void {
    for (const topic of topics) if (this.#feeds.get(topic)?.length === 0) this.#feeds.delete(topic);
  }

  /** Returns false for a topic that nobody has subscribed to. */
  deliver(topic: string, message: TIn): boolean {
    const feeds = this.#feeds.get(topic);
    if (feeds === undefined) return false;
    for (const feed of feeds) feed.push(message);
    return true;
  }

  /** All feeds, each once. */
  all(): Set<Feed<TIn>> {
    return new Set([...this.#feeds.values()].flat());
  }
}
