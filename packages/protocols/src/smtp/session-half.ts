/**
 * The read half of a client that has greeted: replies, and what the server asks for before it gives one.
 *
 * ```
 *   awaiting-reply ──reply──▶ awaiting-reply        the message, and the next commands that wait for their turn
 *        │ │ └──reply [goAhead]────▶ awaiting-reply      354: the content goes out
 *        │ └────reply [challenge]──▶ awaiting-reply      334: the response goes out
 *        └──────progress───────────▶ receiving-reply     a reply that takes longer than `idle`
 * ```
 */
import { type EmittedMessage, type EmittedTell, type HalfInput, setupReadHalf } from '@wirechart/core';
import { assign, emit } from 'xstate';
import { base64 } from './command.js';
import { Following, Next, type Sent } from './encode.js';
import type { SmtpReply } from './message.js';
import { codeOf, reply, replyIn } from './reply-need.js';
import type { Written } from './turns.js';

/** A reply. */
export interface ReplyEvent extends EmittedMessage<SmtpReply> {
  /** Whether the command that it answers has content that has not gone out. */
  readonly early: boolean;
}

interface Context extends HalfInput {
  /** Commands that have been written and have no reply. */
  readonly pending: number;
  /** The last of them. */
  readonly last: Written | undefined;
  /** Commands that wait for their turn. */
  readonly waiting: number;
  /** Challenges that the oldest had so far. */
  readonly challenges: number;
  /** Whether the content of the oldest has gone out. */
  readonly contentSent: boolean;
}

const EMPTY = { pending: 0, last: undefined, waiting: 0, challenges: 0, contentSent: false };

const SETTLE = ['tellAnswered', 'handOut', 'forget'] as const;

const onReply = [
  { guard: 'goAhead', target: 'awaiting-reply', reenter: true, actions: ['sendContent', 'noteContent'] },
  { guard: 'challenge', target: 'awaiting-reply', reenter: true, actions: ['respond', 'noteChallenge'] },
  { guard: 'othersWait', target: 'awaiting-reply', reenter: true, actions: [...SETTLE, 'sendNext'] },
  { target: 'awaiting-reply', reenter: true, actions: SETTLE },
] as const;

export const sessionHalf = setupReadHalf({
  types: { context: {} as Context, sent: {} as Following | Next, emitted: {} as ReplyEvent | EmittedTell },
  context: EMPTY,
  needs: { reply },
  guards: {
    goAhead: ({ context, event }) => codeOf(event) === GO_AHEAD && contentOf(context) !== undefined,
    challenge: ({ context, event }) => codeOf(event) === CHALLENGE && answered(context)?.kind === 'auth',
    othersWait: ({ context }) => context.waiting > 0,
  },
  actions: {
    note: assign(({ context, event }) => {
      const sent = (event as { readonly value?: Sent }).value;
      if (sent === undefined) return {};
      const { written, waiting } = sent;
      return { pending: context.pending + written.length, last: written.at(-1) ?? context.last, waiting };
    }),
    sendContent: emit(({ context }) => ({
      type: 'send' as const,
      message: new Following(contentOf(context) as Uint8Array),
    })),
    noteContent: assign({ contentSent: true }),
    respond: emit(({ context, event }) => ({
      type: 'send' as const,
      message: new Following(`${responseTo(replyIn(event), context)}\r\n`),
    })),
    noteChallenge: assign({ challenges: ({ context }) => context.challenges + 1 }),
    handOut: emit(({ context, event }) => ({
      type: 'message' as const,
      message: replyIn(event),
      early: contentOf(context) !== undefined,
    })),
    // The encoder counts on it.
    tellAnswered: emit({ type: 'tell' as const, value: 'answered' }),
    sendNext: emit({ type: 'send' as const, message: new Next() }),
    forget: assign({
      pending: ({ context }) => Math.max(0, context.pending - 1),
      last: ({ context }) => (context.pending > 1 ? context.last : undefined),
      challenges: 0,
      contentSent: false,
    }),
  },
}).createMachine({
  id: 'smtp',
  initial: 'awaiting-reply',
  on: { sent: { actions: 'note' } },
  states: {
    'awaiting-reply': {
      meta: { need: 'reply' },
      on: {
        reply: onReply,
        progress: 'receiving-reply',
        eof: 'closed',
        drain: 'closed',
      },
      after: { idle: 'failed' },
    },
    'receiving-reply': {
      meta: { need: 'reply' },
      on: {
        reply: onReply,
        progress: { target: 'receiving-reply', reenter: true },
      },
      after: { content: 'failed' },
    },
  },
});

/** The command that the reply at hand answers, where it is one that nothing follows: those that more is said about. */
function answered({ pending, last }: Context): Written | undefined {
  return pending === 1 ? last : undefined;
}

/** The content that it has and that has not gone out. */
function contentOf(context: Context): Uint8Array | undefined {
  return context.contentSent ? undefined : answered(context)?.content;
}

/** The response to a challenge, in base64; `*` cancels (RFC 4954, 4). */
function responseTo({ lines }: SmtpReply, context: Context): string {
  try {
    const challenge = Uint8Array.from(atob(lines[0] ?? ''), (character) => character.charCodeAt(0));
    return base64(answered(context)?.respond?.(challenge, context.challenges) as string);
  } catch {
    return CANCEL;
  }
}

const GO_AHEAD = 354;
const CHALLENGE = 334;
const CANCEL = '*';
