import { type AnyProtocol, defineProtocol, type HalfInput, type Protocol, setupReadHalf, until } from '@wirechart/core';
import { assign } from 'xstate';
import { type Answer, type Ask, mailboxError } from './messages.js';

interface Context extends HalfInput {
  readonly owner: string;
}

const read = setupReadHalf({
  types: { context: {} as Context, output: {} as string },
  context: { owner: '' },
  needs: {
    greeting: until('\r\n', {
      max: 512,
      decode(frame) {
        const text = frame.text();
        // What the codec refuses arrives as `malformed`, and the connection fails with it.
        if (!text.startsWith('+')) throw mailboxError('greeting-refused', text);
        return text.replace(/^\+ mailbox of /, '');
      },
    }),
  },
}).createMachine({
  id: 'mailbox-greeting',
  initial: 'awaiting-greeting',
  states: {
    'awaiting-greeting': {
      meta: { need: 'greeting' },
      on: { greeting: { target: 'greeted', actions: assign({ owner: ({ event }) => event.value }) } },
      after: { header: 'failed' },
    },
    greeted: { type: 'final' },
  },
  // What the next protocol gets as `input.previous`, and the application as `client.previous`.
  output: ({ context }: { context: Context }) => context.owner,
});

/** Hears the greeting, then goes on with `session`. `connect` resolves when it has come. */
export function greeted(session: AnyProtocol): Protocol<Answer, Ask> {
  return defineProtocol<Answer, Ask>({
    name: 'mailbox-greeting',
    read,
    encode() {
      throw new RangeError('the server has not greeted yet');
    },
    next: { greeted: session },
  });
}
