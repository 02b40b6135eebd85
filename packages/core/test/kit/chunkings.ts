/** Ways of cutting bytes into chunks, for fast-check. */
import fc from 'fast-check';

/** How to cut, whatever the bytes are. */
export type Cutter = (bytes: Uint8Array) => Uint8Array[];

/** One byte at a time, all at once, and everything between; empty chunks among them. */
export function cutters(): fc.Arbitrary<Cutter> {
  const sizes = fc.oneof(
    fc.constant([1]),
    fc.constant([Number.MAX_SAFE_INTEGER]),
    fc.array(fc.oneof(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 2000 })), {
      minLength: 1,
      maxLength: 40,
    }),
  );
  return sizes.map((cycle) => cutterOf(cycle));
}

/** Cuts chunks of these sizes, again and again. */
export function cutterOf(cycle: readonly number[]): Cutter {
  // A cycle of nothing but empty chunks would never come to an end.
  const steps = cycle.some((size) => size > 0) ? cycle : [...cycle, 1];
  return Object.assign(
    (bytes: Uint8Array) => {
      const chunks: Uint8Array[] = [];
      let at = 0;
      for (let i = 0; at < bytes.length; i++) {
        const size = steps[i % steps.length] as number;
        // A copy: a chunk must not depend on the memory of its neighbours.
        chunks.push(bytes.slice(at, at + size));
        at += size;
      }
      return chunks;
    },
    { toString: () => `cut in ${steps.join(', ')}` },
  );
}
