import { connect, encodeUtf8, serve } from '@wirechart/core';
import {
  type Answer,
  type Command,
  get,
  type Item,
  isHeard,
  keyOf,
  memcached,
  type Reply,
  set,
  status,
} from '@wirechart/protocols/memcached';
import { tcp } from '@wirechart/transport-net';

const items = new Map<string, Item>();

function replyTo(command: Command): Reply {
  if (command.type === 'get') {
    const found = command.keys.flatMap((key) => items.get(key) ?? []);
    return { type: 'values', items: found, more: false };
  }
  if (command.type === 'set') {
    const { key, flags, value } = command;
    // What arrives is a view of the input: copy what is kept.
    items.set(key, { key, flags, value: value.slice(), cas: undefined });
    return { type: 'stored', cas: undefined };
  }
  // Ends a binary client's `get` of many keys.
  if (command.type === 'noop') return { type: 'ok', cas: undefined };
  return { type: 'error', kind: 'unknown-command', text: 'Unknown command', status: status.unknownCommand };
}

function handler(command: Command): Answer | undefined {
  const reply = replyTo(command);
  return isHeard(command, reply) ? { to: command, reply } : undefined;
}

await using server = await serve(memcached.server(), handler, tcp({ host: '127.0.0.1', port: 0 }));

const port = server.address.kind === 'ip' ? server.address.port : 0;
await using client = await connect(memcached.client({ speaks: 'binary' }), tcp({ host: '127.0.0.1', port }));

const stored = await client.request(set(keyOf('größe'), encodeUtf8('41')));
console.log(stored.type);
// Nobody waits: requests go out together, and replies come in their order.
const [one, other] = await Promise.all([client.request(get(['none', keyOf('größe')])), client.request(get('none'))]);
if (one.type === 'values' && other.type === 'values') console.log(one.items.length, other.items.length);
