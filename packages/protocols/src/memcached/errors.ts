/** What a remote can do wrong in these protocols. */
import { type RemoteError, remoteErrors } from '@wirechart/core';
import type { Tag } from './command.js';
import { type Refusal, status } from './reply.js';

export const memcachedCodes = {
  'command-unknown': {
    text: 'there is no such command',
    doc: 'A line begins with a word that is no command of the text protocol, or a binary request has an unknown opcode. The request is refused and the connection goes on.',
  },
  'command-incomplete': {
    text: 'the command has too few or too many arguments',
    doc: 'A line of the text protocol has not the words that its command takes. It is refused and the connection goes on.',
  },
  'argument-invalid': {
    text: 'an argument is not valid',
    doc: 'A key that is longer than 250 bytes or has a control character, or a number that is none or out of its range. The request is refused and the connection goes on.',
  },
  'data-unterminated': {
    text: 'the data does not end where it should',
    doc: 'What follows as many bytes of data as a line of the text protocol announced is not a line break. The request is refused and the connection goes on.',
  },
  'limit-content-bytes': {
    text: 'the value is too long',
    doc: 'The announced length of a value is above the limit `contentBytes`. A server refuses it, skips it without buffering and goes on; to a client it is a failure.',
  },
  'magic-invalid': {
    text: 'this does not begin a binary message',
    doc: 'The first byte of a header is not 0x80 (of a request) or 0x81 (of a reply).',
  },
  'header-invalid': {
    text: 'the lengths in the header contradict each other or the opcode',
    doc: 'The extras and the key are longer than the body that they are part of, or are not what the opcode takes. Where the next message begins is not to be trusted, so the connection is closed.',
  },
  'reply-mixed': {
    text: 'a part of another reply is among the parts of this one',
    doc: 'A server answered a binary `get` of several keys, or `stats`, by parts with different opaques.',
  },
  'reply-invalid': {
    text: 'this is no reply',
    doc: 'A server sent what the protocol does not know as a reply, to whatever command.',
  },
} as const;

export const memcachedError = remoteErrors(memcachedCodes);

/** The reply to a request that was refused for this error; undefined for errors that no reply exists for. */
export function refusalFor(error: RemoteError): Refusal | undefined {
  switch (error.code) {
    case 'command-unknown':
    case 'command-incomplete':
      return { type: 'error', kind: 'unknown-command', text: 'Unknown command', status: status.unknownCommand };
    case 'argument-invalid':
      return client('bad command line format', status.invalidArguments);
    case 'header-invalid':
      return client('Invalid arguments', status.invalidArguments);
    case 'data-unterminated':
      return client('bad data chunk', status.invalidArguments);
    case 'limit-content-bytes':
      return { type: 'error', kind: 'server', text: 'object too large for cache', status: status.tooLarge };
    case 'frame-too-long':
      return client('line too long', status.invalidArguments);
    default:
      return undefined;
  }
}

const client = (text: string, status: number): Refusal => ({ type: 'error', kind: 'client', text, status });

/** A request's tag as the `cause` of the error that it is refused for: the last reply must repeat it. */
export const tagIn = (error: RemoteError): Tag | undefined => error.cause as Tag | undefined;
