import { defineProtocol, setupReadHalf, until } from '@wirechart/core';
import { emit, raise } from 'xstate';
import type { Answer, Ask } from './messages.js';

const STILL_HERE: Answer = { kind: 'notice', text: 'still here' };

const read = setupReadHalf({
  types: { message: {} as string, sent: {} as Answer, events: {} as { type: 'tick' } },
  needs: { line: until('\r\n', { max: 512, decode: (frame) => frame.text() }) },
  delays: { beat: 30_000 },
}).createMachine({
  id: 'mailbox-server',
  initial: 'awaiting-line',
  // A timer of the machine's own: it raises an event, later, to itself. Whatever state it finds, it is set again.
  entry: raise({ type: 'tick' }, { delay: 'beat' }),
  on: {
    tick: { actions: [emit({ type: 'send', message: STILL_HERE }), raise({ type: 'tick' }, { delay: 'beat' })] },
  },
  states: {
    'awaiting-line': {
      meta: { need: 'line' },
      on: {
        line: { target: 'responding', actions: emit(({ event }) => ({ type: 'message', message: event.value })) },
        eof: 'closed',
        drain: 'closed',
      },
      after: { idle: 'failed' },
    },
    responding: { on: { responded: 'awaiting-line' } },
  },
});

export const mailboxServer = defineProtocol<string, Answer>({
  name: 'mailbox-server',
  read,
  // The first word is the server's.
  opening: () => ({ kind: 'reply', text: 'mailbox of neo' }),
  encode({ kind, text, lines }, out) {
    out.text(`${kind === 'reply' ? '+' : '*'} ${text}\r\n`);
    for (const line of lines ?? []) out.text(`${line}\r\n`);
    if (lines !== undefined) out.text('.\r\n');
  },
});

/** A handler: what there is to say to each line. */
export function answer(line: string): Answer {
  const letters = ['1 trinity', '2 morpheus'];
  const ask = line as Ask;
  return ask === 'LIST'
    ? { kind: 'reply', text: 'letters', lines: letters }
    : { kind: 'reply', text: String(letters.length) };
}
