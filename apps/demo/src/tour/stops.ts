/** What the tour asks, in order. */
import { encodeUtf8 } from '@wirechart/core';
import { binary, type JsonHeaderMessage, json } from '@wirechart/protocols/json-header';

export interface Stop {
  readonly title: string;
  readonly request: JsonHeaderMessage;
}

const search = (value: string): JsonHeaderMessage => json({ action: 'search', value });

export const STOPS: readonly Stop[] = [
  { title: 'A search', request: search('morpheus') },
  { title: 'Another', request: search('ring') },
  { title: 'A value of four bytes and one character', request: search('🐶') },
  { title: 'A value that is not there', request: search('nowhere') },
  { title: 'An action that the server does not have', request: json({ action: 'dance', value: 'tango' }) },
  { title: 'Bytes instead of JSON', request: binary(encodeUtf8('binary😃'), 'binary/custom-client-binary-type') },
];
