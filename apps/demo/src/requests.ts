/** What the app client asks. */
import { encodeUtf8 } from '@wirechart/core';
import { binary, type JsonHeaderMessage, json } from '@wirechart/protocols/json-header';

/** How the request is written; the default depends on the action. */
export type RequestKind = 'json' | 'binary';

/**
 * The request for an action and its value: `search` is asked in JSON, any other action in bytes that mean something to
 * a server of this very application.
 */
export function requestFor(
  action: string,
  value: string,
  kind: RequestKind = action === 'search' ? 'json' : 'binary',
): JsonHeaderMessage {
  if (kind === 'json') return json({ action, value });
  return binary(encodeUtf8(action + value), 'binary/custom-client-binary-type');
}
