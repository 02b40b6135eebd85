/** What a remote can do wrong in this protocol. */
import { remoteErrors } from '@wirechart/core';

export const jsonHeaderCodes = {
  'header-empty': {
    text: 'the length of the header is 0',
    doc: 'The first two bytes announce a header of no bytes; the smallest JSON object has two.',
  },
  'limit-header-bytes': {
    text: 'the header is too long',
    doc: 'The announced length of the header is above the limit `headerBytes`. Nothing of it was buffered.',
  },
  'header-not-utf8': { text: 'the header is not UTF-8', doc: 'The header must be UTF-8 text (RFC 3629).' },
  'header-not-json': { text: 'the header is not JSON', doc: 'The header must be one JSON text (RFC 8259).' },
  'header-not-object': {
    text: 'the header is not a JSON object',
    doc: 'The header is JSON, but an array, a string, a number, a literal or null.',
  },
  'header-duplicate-key': {
    text: 'the header has a key twice',
    doc: 'Readers differ in which value of a repeated key they take (RFC 8259, 4), so a header that repeats one is refused.',
  },
  'header-field-missing': {
    text: 'the header lacks a field',
    doc: 'One of `byteorder`, `content-type`, `content-encoding` and `content-length` is missing.',
  },
  'header-field-invalid': {
    text: 'a field of the header has a wrong value',
    doc: '`byteorder` must be "big" or "little", `content-type` and `content-encoding` strings, `content-length` an integer from 0 to 2^53 - 1.',
  },
  'limit-content-bytes': {
    text: 'the content is too long',
    doc: 'The announced length of the content is above the limit `contentBytes`. Nothing of it was buffered.',
  },
  'content-encoding-unknown': {
    text: 'the encoding of the content is not known',
    doc: 'The content is `text/json` and its `content-encoding` is neither a label of the WHATWG Encoding Standard nor a usual Python name of such an encoding.',
  },
  'content-not-encoded': {
    text: 'the content is not valid in its encoding',
    doc: 'The bytes of a `text/json` content cannot be decoded by its `content-encoding`.',
  },
  'limit-depth': {
    text: 'values are nested too deep',
    doc: 'The JSON of a header or a content has more values within each other than the option `depth` allows. Nothing of it was parsed.',
  },
  'limit-elements': {
    text: 'there are too many values',
    doc: 'The JSON of a content has more values (commas, and brackets and braces that open) than the option `elements` allows. Nothing of it was parsed.',
  },
  'content-not-json': {
    text: 'the content is not JSON',
    doc: 'A `text/json` content of at least one byte must be one JSON text (RFC 8259).',
  },
} as const;

export const jsonHeaderError = remoteErrors(jsonHeaderCodes);
