/** A chunk that counts how many of its bytes are looked at, one by one or by a search. */
export function countedReads(chunk: Uint8Array, reads: { count: number }): Uint8Array {
  return new Proxy(chunk, {
    get(target, property) {
      if (property === 'indexOf') {
        return (byte: number, from = 0) => {
          const found = target.indexOf(byte, from);
          reads.count += (found < 0 ? target.length : found + 1) - from;
          return found;
        };
      }
      if (typeof property === 'string' && /^\d+$/.test(property)) reads.count += 1;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
