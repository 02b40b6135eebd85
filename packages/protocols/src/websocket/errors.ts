/** What a remote can do wrong in WebSocket, and what it is told. */
import { RemoteError, remoteErrors, type WirechartError } from '@wirechart/core';
import type { Fields } from './http/fields.js';

export const webSocketCodes = {
  'http-malformed': {
    text: 'the HTTP head is malformed',
    doc: 'The head of the request or response is not as RFC 9112 has it: its first line, the name or value of a field, or a body where none can be.',
  },
  'http-version': { text: 'the HTTP version is not 1.1', doc: 'A WebSocket needs HTTP/1.1 (RFC 6455, 4.1).' },
  'http-method': { text: 'the method is not GET', doc: 'A WebSocket is opened by GET (RFC 6455, 4.1).' },
  'upgrade-missing': {
    text: 'the request does not ask for a WebSocket',
    doc: 'The fields `Upgrade: websocket` and `Connection: Upgrade` are not both there. Plain HTTP is answered with 426.',
  },
  'upgrade-version': {
    text: 'the version of WebSocket is not 13',
    doc: '`Sec-WebSocket-Version` must be 13 (RFC 6455, 4.1). The answer names it.',
  },
  'upgrade-key': {
    text: 'the key of the handshake is not valid',
    doc: '`Sec-WebSocket-Key` must be there once and be the base64 of 16 bytes.',
  },
  'upgrade-field': {
    text: 'a field of the handshake is not valid',
    doc: '`Host`, `Sec-WebSocket-Protocol` or `Sec-WebSocket-Extensions` is missing, repeated or not as the grammar has it.',
  },
  'upgrade-refused': {
    text: 'the upgrade was refused',
    doc: 'To a client: the server answered with another status than 101. At a server: its `upgrade` option refused the request.',
  },
  'upgrade-accept': {
    text: 'the server does not prove that it read the request',
    doc: '`Sec-WebSocket-Accept` is not the one that belongs to the key that was sent (RFC 6455, 4.1).',
  },
  'upgrade-not-offered': {
    text: 'the server chose what was not offered',
    doc: 'The response names a subprotocol or an extension that the request did not offer, or parameters that it may not have.',
  },
  'reserved-bits': {
    text: 'a reserved bit is set',
    doc: 'RSV1, RSV2 or RSV3 is set and no extension that was agreed on gives it a meaning here (RFC 6455, 5.2).',
  },
  'opcode-unknown': {
    text: 'the opcode is not known',
    doc: 'Opcodes 3 to 7 and 11 to 15 are reserved (RFC 6455, 5.2).',
  },
  'mask-missing': { text: 'the frame is not masked', doc: 'Every frame of a client must be masked (RFC 6455, 5.1).' },
  'mask-unexpected': { text: 'the frame is masked', doc: 'No frame of a server may be masked (RFC 6455, 5.1).' },
  'length-not-shortest': {
    text: 'the length is not in its shortest form',
    doc: 'A length of 16 bits is below 126, or one of 64 bits below 65,536 (RFC 6455, 5.2).',
  },
  'length-invalid': {
    text: 'the length is not valid',
    doc: 'The highest bit of a 64-bit length is set (RFC 6455, 5.2).',
  },
  'control-fragmented': { text: 'a control frame is fragmented', doc: 'Control frames must not be (RFC 6455, 5.5).' },
  'control-too-long': {
    text: 'a control frame is too long',
    doc: 'Control frames have at most 125 bytes (RFC 6455, 5.5).',
  },
  'continuation-unexpected': {
    text: 'there is no message to continue',
    doc: 'A continuation frame came when no message was under way (RFC 6455, 5.4).',
  },
  'continuation-missing': {
    text: 'a message begins inside of another',
    doc: 'A text or binary frame came when a fragmented message was not at its end (RFC 6455, 5.4).',
  },
  'limit-content-bytes': {
    text: 'the message is too long',
    doc: 'With this frame the message would have more bytes than the limit `contentBytes`: told by the announced length, or while it is inflated.',
  },
  'text-not-utf8': {
    text: 'the text is not UTF-8',
    doc: 'A text message or the reason of a close is not UTF-8 (RFC 6455, 8.1). Found at the first byte that cannot be.',
  },
  'close-malformed': { text: 'the close has half a code', doc: 'A close frame has one byte (RFC 6455, 5.5.1).' },
  'close-code': {
    text: 'the code of the close may not be sent',
    doc: 'It is none of RFC 6455, 7.4, or one that is only for use inside of a program (1005, 1006, 1015).',
  },
  'deflate-invalid': {
    text: 'the message cannot be inflated',
    doc: 'The data of a compressed message is not DEFLATE (RFC 1951), or reaches back further than the agreed window.',
  },
  'limit-inflating': {
    text: 'too many messages are inflated at a time',
    doc: 'A compressed message began when as many others as the option `inflating` of `permessageDeflate` allows were under way, over all connections. Its sender can come back later.',
  },
} as const;

export const webSocketError = remoteErrors(webSocketCodes);

/** The upgrade was refused: by the server, as its client sees it, or by the `upgrade` option of this server. */
export class UpgradeRefused extends RemoteError {
  /** Status of the HTTP response. */
  readonly status: number;
  readonly fields: Fields;
  /** The body of the response, up to 64 KiB of it, as far as it came within the time-out `header`; a character for each byte. */
  readonly body: string;

  /** @param cause what cut the body off */
  constructor(status: number, reason: string, fields: Fields, body = '', cause?: unknown) {
    const detail = cause === undefined ? {} : { cause };
    super('upgrade-refused', `${webSocketCodes['upgrade-refused'].text}: ${status} ${reason}`, detail);
    this.status = status;
    this.fields = fields;
    this.body = body;
  }

  /** Where a redirect (3xx) leads to. It is told, and not followed: who asks for it with what credentials is for the caller to say. */
  get location(): string | undefined {
    return this.status >= 300 && this.status < 400 ? this.fields.get('location')?.[0] : undefined;
  }
}

/** The code to close with after a failure (RFC 6455, 7.4.1); undefined when there is nothing to say. */
export function closeCodeOf({ code, blame }: WirechartError): number | undefined {
  switch (code) {
    case 'truncated':
      return undefined;
    case 'text-not-utf8':
    case 'deflate-invalid':
      return 1007;
    case 'limit-content-bytes':
      return 1009;
    case 'limit-inflating':
      // Try again later (IANA's registry of close codes).
      return 1013;
    case 'replies-unread':
      return 1008;
    default:
      return blame === 'timeout' ? 1001 : 1002;
  }
}
