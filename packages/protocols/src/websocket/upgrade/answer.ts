/** What a request that is not taken is answered with. */
import type { WirechartError } from '@wirechart/core';
import { UpgradeRefused } from '../errors.js';
import { type FieldList, type HttpMessage, lastResponse } from '../http/write-head.js';

/** Undefined when there is nobody to answer. */
export function answerTo(error: WirechartError): HttpMessage | undefined {
  if (error instanceof UpgradeRefused) {
    const fields: FieldList = [...error.fields].flatMap(([name, values]) =>
      values.map((value) => [name, value] as const),
    );
    return lastResponse(error.status, fields, error.body);
  }
  const body = `${error.message}\n`;
  switch (error.code) {
    case 'truncated':
      return undefined;
    case 'frame-too-long':
      return lastResponse(431, [], body);
    case 'http-version':
      return lastResponse(505, [], body);
    case 'http-method':
      return lastResponse(405, [['Allow', 'GET']], body);
    case 'upgrade-missing':
    case 'upgrade-version':
      // RFC 9110, 15.5.22, and RFC 6455, 4.4.
      return lastResponse(
        426,
        [
          ['Upgrade', 'websocket'],
          ['Sec-WebSocket-Version', '13'],
        ],
        body,
      );
    case 'timeout-header':
      return lastResponse(408, [], body);
    default:
      return error.blame === 'remote' ? lastResponse(400, [], body) : undefined;
  }
}
