/** What a client's read half collects of a reply that comes in parts, until it is told that this was all. */
import type { HalfInput } from '@wirechart/core';
import { memcachedError } from './errors.js';
import type { Item, Reply, Statistics } from './reply.js';

type Entry = Statistics['entries'][number];

/** A part of a machine's context. */
export interface Collecting {
  readonly items: Collected<Item>;
  readonly entries: Collected<Entry>;
  /** What has come of the reply under way. */
  readonly replyBytes: number;
}

/** What the codec of a part is told of the context. */
export type Counting = HalfInput & Pick<Collecting, 'replyBytes'>;

/** Before the first part, and again after the last. */
export const NOTHING_COLLECTED: Collecting = { items: undefined, entries: undefined, replyBytes: 0 };

/**
 * Checks the length of the next part: all of a reply is handed over at once, so all of its parts count.
 *
 * @throws RemoteError `limit-content-bytes`
 */
export function requireRoom(length: number, { limits, replyBytes }: Counting): void {
  const left = limits.contentBytes - replyBytes;
  if (length > left) {
    throw memcachedError('limit-content-bytes', `${length} bytes more; limit contentBytes leaves ${left}`);
  }
}

/** With one item more, and so many bytes. */
export function withItem({ items, replyBytes }: Collecting, item: Item, bytes: number) {
  return { items: { last: item, before: items }, replyBytes: replyBytes + bytes };
}

/** With one entry of statistics more, and so many bytes. */
export function withEntry({ entries, replyBytes }: Collecting, entry: Entry, bytes: number) {
  return { entries: { last: entry, before: entries }, replyBytes: replyBytes + bytes };
}

/** The whole reply. */
export function collectedReply({ items, entries }: Collecting): Reply {
  if (entries !== undefined) return { type: 'stats', entries: inOrder(entries) };
  return { type: 'values', items: inOrder(items), more: false };
}

/** A list that grows without being copied, the last one first. */
type Collected<T> = { readonly last: T; readonly before: Collected<T> } | undefined;

/** As an array, the first one first. */
function inOrder<T>(collected: Collected<T>): T[] {
  const all: T[] = [];
  for (let at = collected; at !== undefined; at = at.before) all.push(at.last);
  return all.reverse();
}
