/** Makes errors that do not say where in this program they were made: to find out takes some microseconds for each. */

/** Engines but V8 have no such number, and where it cannot be written all is as usual. */
export function withoutStack<T>(make: () => T): T {
  const before: unknown = Reflect.get(Error, 'stackTraceLimit');
  if (typeof before !== 'number' || !Reflect.set(Error, 'stackTraceLimit', 0)) return make();
  try {
    return make();
  } finally {
    Reflect.set(Error, 'stackTraceLimit', before);
  }
}
