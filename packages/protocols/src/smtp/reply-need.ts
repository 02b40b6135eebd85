/** What both read halves wait for: the next reply. */
import { type HalfInput, whole } from '@wirechart/core';
import type { SmtpReply } from './message.js';
import { ReplyReader } from './reply-reader.js';

/** A need of the name `reply`, which is also the type of its event. */
export const reply = whole(({ limits }: HalfInput) => new ReplyReader(limits));

/** The reply that such an event has. */
export const replyIn = (event: { readonly type: string }): SmtpReply =>
  (event as unknown as { readonly value: SmtpReply }).value;

export const codeOf = (event: { readonly type: string }): number => replyIn(event).code;
