/** A list with two ends. */

/** Each end costs the same however long the list is; on average, since an end that runs dry takes half of the other. */
export class List {
  // The list is `front` backwards, then `back`.
  #front: Uint8Array[] = [];
  #back: Uint8Array[] = [];

  get length(): number {
    return this.#front.length + this.#back.length;
  }

  unshift(value: Uint8Array): void {
    this.#front.push(value);
  }

  push(value: Uint8Array): void {
    this.#back.push(value);
  }

  shift(): Uint8Array | undefined {
    if (this.#front.length === 0) {
      const half = this.#back.splice(0, Math.ceil(this.#back.length / 2));
      this.#front = half.reverse();
    }
    return this.#front.pop();
  }

  pop(): Uint8Array | undefined {
    if (this.#back.length === 0) {
      const half = this.#front.splice(0, Math.ceil(this.#front.length / 2));
      this.#back = half.reverse();
    }
    return this.#back.pop();
  }

  /** The values from `start` to `end`, both included and both in the list. */
  range(start: number, end: number): Uint8Array[] {
    const values: Uint8Array[] = [];
    const front = this.#front;
    for (let at = start; at <= end; at++) {
      values.push((at < front.length ? front[front.length - 1 - at] : this.#back[at - front.length]) as Uint8Array);
    }
    return values;
  }
}
