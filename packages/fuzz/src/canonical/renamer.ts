/**
 * Renames identifiers in order of first appearance, so that runs which number their objects from a global counter
 * compare equal. Undefined and null stay what they are: they are the absence of an identifier.
 */
export class Renamer {
  readonly #keys: ReadonlySet<string>;
  readonly #names = new Map<unknown, string>();

  constructor(keys: readonly string[]) {
    this.#keys = new Set(keys);
  }

  readonly rename = (key: string, value: unknown): unknown => {
    if (!this.#keys.has(key) || value === undefined || value === null) return value;
    const known = this.#names.get(value);
    if (known !== undefined) return known;
    const name = `#${this.#names.size + 1}`;
    this.#names.set(value, name);
    return name;
  };
}
