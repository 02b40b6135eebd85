/** The codes of the engine itself. */
import { localErrors, remoteErrors } from './table.js';

export const remoteCodes = {
  truncated: {
    text: 'the input ended in the middle of a message',
    doc: 'The remote ended its direction between the first and the last byte of a message. The state says which part was missing.',
  },
  'frame-too-long': {
    text: 'no delimiter within the maximum length of a frame',
    doc: 'A state waits for a delimiter and has read more bytes than its `max` without meeting one.',
  },
  'not-utf8': { text: 'the bytes are not UTF-8', doc: 'A frame that must be UTF-8 text is not (RFC 3629).' },
  'protocol-violation': {
    text: 'the protocol does not allow this here',
    doc: 'The read half went to `failed` on an event that carries no error of its own; the state and the message name both.',
  },
  leftovers: {
    text: 'there are bytes behind the message that switches the protocol',
    doc: "The remote sent on without waiting for the switch, where the protocol refuses that (`leftovers: 'refuse'`).",
  },
  'replies-unread': {
    text: 'the remote asks for replies and does not read them',
    doc: 'What the protocol answers by itself (to a ping, say) has filled the output up to the limit `queuedOutput`.',
  },
  'closed-before-reply': {
    text: 'the remote closed the connection before it replied',
    doc: 'A request was under way when the remote ended its direction in order.',
  },
} as const;

export const localCodes = {
  'machine-threw': {
    text: 'a guard, action or delay of the machine threw',
    doc: 'A mistake in the protocol: the exception is the `cause`. The connection is reset.',
  },
  'codec-threw': {
    text: 'a codec threw something that is not a RemoteError',
    doc: 'A mistake in the protocol: `decode` must throw a RemoteError for malformed bytes and nothing else. The exception is the `cause`.',
  },
  'bad-need': {
    text: 'a state needs an impossible number of bytes',
    doc: 'A mistake in the protocol: a count that is negative, fractional or not a number, or a function that threw (then the exception is the `cause`). Counts from the wire are checked by the codec that read them.',
  },
  'encode-failed': {
    text: 'the message cannot be encoded',
    doc: 'The message given to `send` was refused by the encoder. Nothing of it was written; the connection goes on.',
  },
  'not-sending': {
    text: 'the connection takes no more messages',
    doc: '`send` was called after `finish`, `abort`, the end or a failure.',
  },
  'limit-queued-output': {
    text: 'too much output is queued',
    doc: '`send` went on although it had returned false, up to the limit `queuedOutput`. Nothing of the message was written.',
  },
  'limit-buffered-bytes': {
    text: 'too much input is buffered',
    doc: '`receiveData` went on although it had returned false, beyond the limit `bufferedBytes`.',
  },
  'limit-messages-in-flight': {
    text: 'too many requests are under way',
    doc: '`request` was called with `messagesInFlight` requests unanswered.',
  },
  'limit-connections': {
    text: 'too many connections',
    doc: 'A server had `connections` connections open and refused one more.',
  },
  'handler-threw': {
    text: 'the handler threw',
    doc: 'A handler, or another callback of the application, failed: the exception is the `cause`. The connection is reset, since its order of replies is lost.',
  },
  aborted: {
    text: 'the connection was aborted by this side',
    doc: '`abort` was called, or an AbortSignal fired. Its reason is the `cause`.',
  },
} as const;

export const remoteError = remoteErrors(remoteCodes);
export const localError = localErrors(localCodes);
