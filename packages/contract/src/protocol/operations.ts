/**
 * Counts what is done with bytes while something runs: elements read and written, and bytes that are copied, filled or
 * searched by the methods of typed arrays. For that, every `Uint8Array` made meanwhile is one that counts.
 *
 * Not counted: bytes that a native decoder goes through, which are handed to it once per frame.
 */
export function countByteOperations(run: (chunk: (bytes: Uint8Array) => Uint8Array) => void): number {
  const counter = new ByteCounter();
  const scope = globalThis as { Uint8Array: Uint8ArrayConstructor };
  const [original, isView] = [scope.Uint8Array, ArrayBuffer.isView];
  scope.Uint8Array = counter.constructorOver(original);
  // What counts is bytes to who asks, as where a ping's payload is checked before it is sent back.
  ArrayBuffer.isView = ((value: unknown) => isView(counter.counted(value) ?? value)) as typeof isView;
  try {
    run((bytes) => counter.counting(bytes));
  } finally {
    scope.Uint8Array = original;
    ArrayBuffer.isView = isView;
  }
  return counter.count;
}

class ByteCounter {
  count = 0;
  readonly #proxies = new WeakMap<object, Uint8Array>();

  constructorOver(original: Uint8ArrayConstructor): Uint8ArrayConstructor {
    return new Proxy(original, {
      construct: (target, [first, ...rest]: unknown[]) => {
        const source = this.#proxies.get(first as object) ?? first;
        const made: Uint8Array = Reflect.construct(target, [source, ...rest]);
        // From a buffer it is a view, and from a number it is new memory; from anything else it is a copy.
        if (typeof source === 'object' && !(source instanceof ArrayBuffer)) this.count += made.length;
        return this.counting(made);
      },
    });
  }

  /** The bytes after one that counts. */
  counted(value: unknown): Uint8Array | undefined {
    return this.#proxies.get(value as object);
  }

  counting(bytes: Uint8Array): Uint8Array {
    const proxy = new Proxy(bytes, {
      get: (target, key) => {
        if (typeof key === 'string' && isIndex(key)) this.count += 1;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? this.#method(target, String(key), value as () => unknown) : value;
      },
      set: (target, key, value) => {
        this.count += 1;
        return Reflect.set(target, key, value, target);
      },
    });
    this.#proxies.set(proxy, bytes);
    return proxy;
  }

  #method(target: Uint8Array, name: string, method: (...args: never) => unknown) {
    return (...args: unknown[]) => {
      const real = args.map((arg) => (typeof arg === 'object' && arg !== null ? (this.#proxies.get(arg) ?? arg) : arg));
      const result: unknown = Reflect.apply(method as (...args: unknown[]) => unknown, target, real);
      // A view costs nothing, whatever its length; a search as much as it went over; everything else its whole length.
      if (name === 'set') this.count += (real[0] as Uint8Array).length;
      else if (name === 'indexOf') this.count += searched(target, real, result as number);
      else if (name !== 'subarray') this.count += target.length;
      return result;
    };
  }
}

function searched(target: Uint8Array, [, from = 0]: unknown[], found: number): number {
  return (found < 0 ? target.length : found + 1) - (from as number);
}

function isIndex(key: string): boolean {
  const first = key.charCodeAt(0);
  return first >= 0x30 && first <= 0x39;
}
