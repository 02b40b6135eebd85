import { remoteErrors } from '@wirechart/core';

/** What a client asks: how many letters there are, or a list of them. */
export type Ask = 'COUNT' | 'LIST';

/** What it hears: a reply, with the lines that follow it if there are any; or a notice, for which nobody asked. */
export interface Answer {
  readonly kind: 'reply' | 'notice';
  readonly text: string;
  readonly lines?: readonly string[];
}

export const mailboxCodes = {
  'greeting-refused': {
    text: 'the server does not want us',
    doc: 'The first line does not begin with `+`; the message has what it says.',
  },
  'line-unknown': {
    text: 'a line begins with none of + and *',
    doc: 'Where a reply or a notice must be, the server sent something else.',
  },
} as const;

export const mailboxError = remoteErrors(mailboxCodes);
