import type { Reply, Request } from './messages.js';

/** The application: answers requests from a map. It knows of no bytes on the wire. */
export function memoryStore(): (request: Request) => Reply {
  const values = new Map<string, Uint8Array>();
  return (request) => {
    if (request.type === 'get') {
      const value = values.get(request.key);
      return value === undefined ? { type: 'missing' } : { type: 'value', value };
    }
    // The value is a view of the chunk that it came in. Kept for long, it would keep all of the chunk.
    values.set(request.key, new Uint8Array(request.value));
    return { type: 'stored' };
  };
}
