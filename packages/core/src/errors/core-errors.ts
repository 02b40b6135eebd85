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
    text: 'there are bytes after the message that switches the protocol',
    doc: "The remote sent on without waiting for the switch, where the protocol refuses that (`leftovers: 'refuse'`).",
  },
  'limit-linger-bytes': {
    text: 'the remote went on sending after the end',
    doc: 'After the read half was over, in order or by a failure, more than the limit `lingerBytes` arrived. The connection is reset; a failure that came before stays what is told.',
  },
  'replies-unread': {
    text: 'the remote asks for replies and does not read them',
    doc: 'What the protocol answers by itself (to a ping, say) has filled the output up to the limit `queuedOutput`.',
  },
  'closed-before-reply': {
    text: 'the remote closed the connection before it replied',
    doc: 'A request was under way when the remote ended its direction in order.',
  },
  'reply-mismatch': {
    text: 'the remote sent what is no reply to the request that waits',
    doc: 'As the protocol tells replies apart (`replies`), this message answers none of the requests under way, or not the one whose turn it is. Which reply belongs to which request is not to be known any more: all of them reject, and the connection is reset.',
  },
  'connection-ended': {
    text: 'the remote has ended the connection',
    doc: 'A request was made, or a message sent, after the remote had ended the connection in order; the message says how long ago. Nothing was sent.',
  },
} as const;

export const localCodes = {
  'machine-threw': {
    text: 'a guard, action or delay of the machine failed',
    doc: 'A mistake in the protocol: the exception is the `cause`. The connection is reset. A guard or a plain action that returns a promise, which nobody waits for, is told in the same way, as is an `emit` of what is no event (then it goes to the machine as `malformed`).',
  },
  'codec-threw': {
    text: 'a codec threw something that is not a RemoteError',
    doc: 'A mistake in the protocol: `decode` must throw a RemoteError for malformed bytes and nothing else. The exception is the `cause`.',
  },
  'codec-unfit': {
    text: 'a codec returned what cannot be kept',
    doc: 'A mistake in the protocol: `decode`, the `piece` of a stream or the `take` of a reader returned a promise, which nobody waits for, or the window that it was shown, which is laid over other bytes next. Return the value itself (`frame.text()`, `frame.bytes()`); what takes its time is the work of the application.',
  },
  'bad-need': {
    text: 'a state needs an impossible number of bytes',
    doc: 'A mistake in the protocol: a count that is negative, fractional or not a number, a reader that asks for what is none, or a function that threw (then the exception is the `cause`). Counts from the wire are checked by the codec that read them.',
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
  'not-bytes': {
    text: 'what has arrived are no bytes',
    doc: '`receiveData` was given something else than a `Uint8Array`: text, say, from a socket that was given an encoding (`setEncoding`).',
  },
  'limit-buffered-bytes': {
    text: 'too much input is buffered',
    doc: '`receiveData` went on although it had returned false, beyond the limit `bufferedBytes`.',
  },
  'limit-messages-in-flight': {
    text: 'too many requests are under way',
    doc: '`request` was called with `messagesInFlight` requests unanswered.',
  },
  'not-secured': {
    text: 'the protocol wants a secured transport, and this one is not',
    doc: 'A client was to speak a protocol that is only spoken over TLS (`wss:`, say) over a plain transport. Nothing of it was sent.',
  },
  'limit-waiting-messages': {
    text: 'too many messages wait that nobody takes',
    doc: "Messages that were received and not taken, of one iterator of a client, reached the limit `waitingMessages` while the connection had to be read on, for the sake of a reply or of a ping. The connection is reset. Take them (`for await (const message of client)`), or make the remote wait (`untaken: 'pause'`), if nothing in this protocol must be answered meanwhile.",
  },
  'limit-waiting-bytes': {
    text: 'the messages that wait and that nobody takes are too large',
    doc: 'As `limit-waiting-messages`, by the limit `waitingBytes`: how large they are together.',
  },
  'no-reply': {
    text: 'this message has no reply',
    doc: '`request` was called with a message to which the protocol knows no reply: `send` is for those. Nothing was sent.',
  },
  'key-in-use': {
    text: 'a request with this key waits for its reply',
    doc: 'A protocol that tells replies apart by a key of the request was given one that is taken, or has no key left that is free. Nothing was sent.',
  },
  'not-connected': {
    text: 'there is no connection now',
    doc: 'A client that reconnects was asked for something while it was away, and was told not to wait (`whileAway`); or it has been closed. The `cause` is what ended the last connection. Nothing was sent.',
  },
  'limit-waiting-requests': {
    text: 'too many requests wait for a connection',
    doc: 'A client that reconnects was asked for more than `whileAway.queue` lets wait while it was away. Nothing was sent.',
  },
  'no-subscription': {
    text: 'this message subscribes to nothing',
    doc: '`subscribe` was called with a message that is no subscription in this protocol. Nothing was sent.',
  },
  'limit-connections': {
    text: 'too many connections',
    doc: 'A server had `connections` connections open and refused one more, or reset this one, the idlest, for it (`whenFull`).',
  },
  'limit-connections-per-remote': {
    text: 'too many connections from one address',
    doc: 'A server had `connectionsPerRemote` connections open from one remote address and refused one more.',
  },
  'limit-buffered-total': {
    text: 'all connections together hold too much',
    doc: 'The connections of a server, or clients that share a budget, held more than `bufferedTotal` bytes of input, output and messages that nobody has taken; this one, which held most, was reset.',
  },
  'handler-threw': {
    text: 'the handler threw',
    doc: 'A handler, or another callback of the application, failed: the exception is the `cause`. The connection is reset, since its order of replies is lost.',
  },
  'handler-timeout': {
    text: 'the handler took too long',
    doc: 'A handler had not answered after `handlerTimeout`, nor in answer to its signal, which fired then. The connection is reset, since its order of replies is lost.',
  },
  'tls-not-set-up': {
    text: 'the endpoint was not told how to speak TLS',
    doc: 'The protocol wanted to switch to TLS (STARTTLS), and the endpoint has no `startTls`, or its transport knows no TLS. The connection is reset.',
  },
  aborted: {
    text: 'the connection was aborted by this side',
    doc: '`abort` was called, or an AbortSignal fired. Its reason is the `cause`.',
  },
} as const;

export const remoteError = remoteErrors(remoteCodes);
export const localError = localErrors(localCodes);
