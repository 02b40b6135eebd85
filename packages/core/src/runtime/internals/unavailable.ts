/**
 * What actions find under `self` and `system`: a half runs without an actor system, under either runtime, so touching them
 * is an error that says so. It is the machine's own error: the half ends with it.
 */
export const unavailable: object = new Proxy(
  {},
  {
    get() {
      throw new TypeError(
        '`self` and `system` are not available in a half: it runs without an actor system. Use `raise` to send the half an event, and `emit` to tell the application.',
      );
    },
  },
);

/** What `assign` and the context factory find under `spawn`. */
export function spawn(): never {
  throw new TypeError('`spawn` is not available in a half: it has no child actors. Keep them beside the connection.');
}
