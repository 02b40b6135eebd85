import { remoteErrors } from '@wirechart/core';

export const kvCodes = {
  'type-unknown': {
    text: 'no message has this type',
    doc: 'The first byte of a frame names no message that this side can hear.',
  },
  'limit-content-bytes': {
    text: 'the payload is too long',
    doc: 'The announced length of the payload is above the limit `contentBytes`. Nothing of it was buffered.',
  },
  'key-invalid': {
    text: 'a key must have 1 to 255 bytes within its payload',
    doc: 'The key of a `get` or `set` is empty, too long, or longer than the payload that it stands in.',
  },
  'payload-unexpected': {
    text: 'this message has no payload',
    doc: 'A `stored` or `missing` came with a length other than 0.',
  },
} as const;

export const kvError = remoteErrors(kvCodes);
