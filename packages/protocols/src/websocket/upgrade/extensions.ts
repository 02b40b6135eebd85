/** The codec of `Sec-WebSocket-Extensions` (RFC 6455, 9.1). */
import { webSocketError } from '../errors.js';
import { type Fields, isToken } from '../http/head.js';

export interface Extension {
  readonly name: string;
  /** A parameter without a value is `true`. */
  readonly parameters: ReadonlyMap<string, string | true>;
  /** Whether a parameter stands twice: what that means is the extension's business. */
  readonly repeats?: boolean;
}

/** @throws RemoteError `upgrade-field` for what is not the grammar (a list of none is not). */
export function readExtensions(fields: Fields): Extension[] {
  const lines = fields.get(EXTENSIONS) ?? [];
  const extensions = split(lines.join(','), ',').flatMap((element) =>
    element.trim() === '' ? [] : [readExtension(element)],
  );
  if (lines.length > 0 && extensions.length === 0) throw malformed('none');
  return extensions;
}

export function writeExtension({ name, parameters }: Extension): string {
  return [name, ...[...parameters].map(([key, value]) => (value === true ? key : `${key}=${value}`))].join('; ');
}

const EXTENSIONS = 'sec-websocket-extensions';

function readExtension(element: string): Extension {
  const [name = '', ...rest] = split(element, ';').map((part) => part.trim());
  if (!isToken(name)) throw malformed(element);
  const parameters = new Map<string, string | true>();
  let repeats = false;
  for (const part of rest) {
    const equals = part.indexOf('=');
    const key = equals < 0 ? part : part.slice(0, equals).trim();
    const value = equals < 0 ? true : unquoted(part.slice(equals + 1).trim());
    // A quoted value must be a token too, once the quotes are away.
    if (!isToken(key) || (value !== true && !isToken(value))) throw malformed(element);
    repeats ||= parameters.has(key);
    parameters.set(key, value);
  }
  return { name, parameters, repeats };
}

/** Splits at a separator outside of quotes. */
function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted && character === '\\') at += 1;
    else if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function unquoted(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replace(/\\(.)/g, '$1');
}

function malformed(element: string) {
  return webSocketError('upgrade-field', `Sec-WebSocket-Extensions: ${element.slice(0, 60)}`);
}
