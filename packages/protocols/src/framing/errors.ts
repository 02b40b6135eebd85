/** What a remote can do wrong in a framing. */
import { remoteErrors } from '@wirechart/core';

export const framingCodes = {
  'limit-frame-bytes': {
    text: 'the frame is too long',
    doc: 'The announced length of a message is above the limit `contentBytes`. Nothing of it was buffered.',
  },
  'length-invalid': {
    text: 'the length of the frame is not valid',
    doc: 'A length field holds a number that no frame can have: negative after the adjustment, above 2^53 - 1, or not in the form that the framing prescribes.',
  },
  'terminator-missing': {
    text: 'the frame does not end as it must',
    doc: 'What follows the body of a frame is not the terminator of this framing (the comma of a netstring).',
  },
  'type-unknown': {
    text: 'the type of the frame is not known',
    doc: 'The first byte of a frame names no type of this framing.',
  },
} as const;

export const framingError = remoteErrors(framingCodes);
