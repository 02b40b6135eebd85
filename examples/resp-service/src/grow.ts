/** Bytes that grow at their end, without a copy of all of them each time. */

/** Memory that was made here, with room after the bytes that are seen. Nobody else writes to it. */
const roomy = new WeakSet<ArrayBufferLike>();

/**
 * The bytes with others after them. They may lie in the memory of `held`, after its end, if that is what was grown last: so `held` must
 * not be grown again.
 */
export function grown(held: Uint8Array, added: Uint8Array): Uint8Array {
  const length = held.length + added.length;
  const { buffer } = held;
  if (roomy.has(buffer) && held.byteOffset + length <= buffer.byteLength) {
    const whole = new Uint8Array(buffer, held.byteOffset, length);
    whole.set(added, held.length);
    return whole;
  }
  const memory = new Uint8Array(held.length === 0 ? length : 2 * length);
  memory.set(held);
  memory.set(added, held.length);
  roomy.add(memory.buffer);
  return memory.subarray(0, length);
}
