/** What a remote can do wrong in RESP. */
import { localErrors, remoteErrors } from '@wirechart/core';

export const respCodes = {
  'bulk-expected': {
    text: "expected '$'",
    doc: 'Every argument of a request is a bulk string: after `*<count>` each begins with `$`.',
  },
  'length-invalid': {
    text: 'invalid bulk length',
    doc: 'A length is digits without a sign and without leading zeros, at most 2^53 - 1, then CRLF (`$-1` is a null, in replies only).',
  },
  'count-invalid': {
    text: 'invalid multibulk length',
    doc: 'A count of elements is not a number as lengths are.',
  },
  'terminator-missing': {
    text: 'a string does not end in CRLF',
    doc: 'After so many bytes as the length of a string says comes something else than CRLF.',
  },
  'quotes-unbalanced': {
    text: 'unbalanced quotes in request',
    doc: 'An inline request has a quote without its counterpart, or something other than a blank after a closing one.',
  },
  'http-request': {
    text: 'this looks like HTTP',
    doc: 'A line begins with `POST` or `Host:`, as when somebody makes a browser talk to this port. Nothing of it is obeyed, nor answered.',
  },
  'type-unknown': {
    text: 'the type of the reply is not known',
    doc: 'A reply begins with a byte that names no type of RESP2 or RESP3.',
  },
  'number-invalid': {
    text: 'a number is not valid',
    doc: 'An integer (`:`, of 64 bits), a double (`,`) or a big number (`(`) is not written as it must be.',
  },
  'value-invalid': {
    text: 'a value is not valid',
    doc: 'A null (`_`), a boolean (`#t`, `#f`) or a verbatim string (`=`: three characters and a colon first) is not written as it must be.',
  },
  misplaced: {
    text: 'a part of a reply is where it cannot be',
    doc: 'An attribute without a value; `;` or `.` where nothing is streamed, or something else where a streamed string goes on; a streamed map that ends after a key.',
  },
  'limit-header-bytes': {
    text: 'a line is too long',
    doc: 'An inline request, a simple string, an error or a number is longer than the limit `headerBytes`.',
  },
  'limit-content-bytes': {
    text: 'a message is too long',
    doc: 'The strings of a message together are longer than the limit `contentBytes`. Told when a length announces it, before anything of that string is buffered.',
  },
  'limit-elements': {
    text: 'a message has too many elements',
    doc: 'The counts of a message, nested ones included, add up to more than the option `elements`.',
  },
  'limit-depth': {
    text: 'a reply is nested too deeply',
    doc: 'Arrays, maps, sets and attributes stand in one another more than the option `depth` allows.',
  },
  'hello-refused': {
    text: 'the server refused HELLO',
    doc: 'The first reply was not the map (or array) that answers HELLO: the server does not know the version of the protocol, or wants other credentials.',
  },
  'subscription-refused': {
    text: 'the server refused the subscription',
    doc: 'SUBSCRIBE or one of its kin was answered by an error (NOPERM, say), which is the `cause`. The connection goes on.',
  },
} as const;

export const respMistakes = {
  'subscription-in-transaction': {
    text: 'no subscription begins or ends within MULTI',
    doc: 'Redis takes SUBSCRIBE and its kin there, but the reply to EXEC has other elements then than it says. Nothing was sent.',
  },
} as const;

export const respError = remoteErrors(respCodes);
export const respMistake = localErrors(respMistakes);
