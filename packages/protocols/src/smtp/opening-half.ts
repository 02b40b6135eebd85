/**
 * The read half of a client until the first command may go out: greeting, EHLO, and STARTTLS (RFC 5321, 3.1 and 3.2; RFC 3207).
 *
 * ```
 *   awaiting-greeting ──220──▶ awaiting-extensions ──250──▶ ready
 *                                   │    └──250, TLS wanted and offered──▶ awaiting-go-ahead ──220──▶ starting-tls
 *                                   └──5yz──▶ awaiting-hello ──250──▶ ready
 * ```
 *
 * Over TLS it begins with EHLO again: what was said before is forgotten (RFC 3207, 4.2).
 */
import { type HalfInput, setupReadHalf, type WirechartError } from '@wirechart/core';
import { assign, emit } from 'xstate';
import { Following } from './encode.js';
import { SmtpRefused, smtpError } from './errors.js';
import { codeOf, reply, replyIn } from './reply-need.js';
import { readSession, type SmtpSession } from './session.js';

export interface OpeningOptions {
  /** What this client calls itself. */
  readonly name: string;
  /** Whether to ask for TLS: always, where it is offered, or not at all. */
  readonly startTls: 'required' | 'offered' | 'never';
  /** Whether the server has greeted already: before TLS. */
  readonly greeted: boolean;
}

interface Context extends HalfInput {
  readonly session: SmtpSession | undefined;
  readonly refusal: WirechartError | undefined;
}

export function openingHalf({ name, startTls, greeted }: OpeningOptions) {
  return setupReadHalf({
    types: {
      context: {} as Context,
      sent: {} as Following,
      output: {} as SmtpSession | WirechartError | undefined,
    },
    context: { session: undefined, refusal: undefined },
    needs: { reply },
    guards: {
      isGreeting: ({ event }) => codeOf(event) === 220,
      isDone: ({ event }) => codeOf(event) === 250,
      isGoAhead: ({ event }) => codeOf(event) === 220,
      asksForTls: ({ event }) => codeOf(event) === 250 && startTls !== 'never' && offersTls(event),
      lacksTls: ({ event }) => codeOf(event) === 250 && startTls === 'required',
      knowsNoEhlo: ({ event }) => codeOf(event) >= 500 && startTls !== 'required',
      goesOnWithout: ({ event }) => startTls === 'offered' && codeOf(event) >= 400,
    },
    actions: {
      greet: emit(() => following(`EHLO ${name}`)),
      greetPlainly: emit(() => following(`HELO ${name}`)),
      askForTls: emit(() => following('STARTTLS')),
      keepSession: assign({ session: ({ event }) => readSession(replyIn(event)) }),
      noteLack: assign({ refusal: () => smtpError('starttls-not-offered') }),
      noteNoService: assign({ refusal: ({ event }) => refusalOf(event, 'the connection') }),
      noteRefusal: assign({ refusal: ({ event }) => refusalOf(event, 'EHLO') }),
      noteNoTls: assign({ refusal: ({ event }) => refusalOf(event, 'STARTTLS') }),
    },
  }).createMachine({
    id: 'smtp-opening',
    initial: greeted ? 'greeting' : 'awaiting-greeting',
    states: {
      'awaiting-greeting': {
        meta: { need: 'reply' },
        on: {
          reply: [
            { guard: 'isGreeting', target: 'greeting' },
            { target: 'failed', actions: 'noteNoService' },
          ],
          drain: 'closed',
        },
        after: { header: 'failed' },
      },
      greeting: { entry: 'greet', always: 'awaiting-extensions' },
      'awaiting-extensions': {
        meta: { need: 'reply' },
        on: {
          reply: [
            { guard: 'asksForTls', target: 'awaiting-go-ahead', actions: ['keepSession', 'askForTls'] },
            { guard: 'lacksTls', target: 'failed', actions: 'noteLack' },
            { guard: 'isDone', target: 'ready', actions: 'keepSession' },
            { guard: 'knowsNoEhlo', target: 'awaiting-hello', actions: 'greetPlainly' },
            { target: 'failed', actions: 'noteRefusal' },
          ],
          drain: 'closed',
        },
        after: { header: 'failed' },
      },
      'awaiting-hello': {
        meta: { need: 'reply' },
        on: {
          reply: [
            { guard: 'isDone', target: 'ready', actions: 'keepSession' },
            { target: 'failed', actions: 'noteRefusal' },
          ],
          drain: 'closed',
        },
        after: { header: 'failed' },
      },
      'awaiting-go-ahead': {
        meta: { need: 'reply' },
        on: {
          reply: [
            { guard: 'isGoAhead', target: 'starting-tls' },
            { guard: 'goesOnWithout', target: 'ready' },
            { target: 'failed', actions: 'noteNoTls' },
          ],
          drain: 'closed',
        },
        after: { header: 'failed' },
      },
      ready: { type: 'final' },
      'starting-tls': { type: 'final' },
    },
    output: ({ context }: { readonly context: Context }) => context.refusal ?? context.session,
  });
}

/** What a reply that is not the one says: no, or nothing that makes sense here. */
function refusalOf(event: { readonly type: string }, to: string): WirechartError {
  const reply = replyIn(event);
  return reply.code < 400 ? smtpError('reply-invalid', `${reply.code} for ${to}`) : new SmtpRefused(reply, to);
}

const following = (line: string) => ({
  type: 'send' as const,
  message: new Following(`${line}\r\n`),
});

const offersTls = (event: { readonly type: string }): boolean => readSession(replyIn(event)).extensions.has('STARTTLS');
