/** A queue whose `shift` costs the same however long it is. */
export class Fifo<T> {
  #first: Link<T> | undefined;
  #last: Link<T> | undefined;
  length = 0;

  get first(): T | undefined {
    return this.#first?.value;
  }

  get second(): T | undefined {
    return this.#first?.next?.value;
  }

  get last(): T | undefined {
    return this.#last?.value;
  }

  push(value: T): void {
    const link: Link<T> = { value, next: undefined };
    if (this.#last === undefined) this.#first = link;
    else this.#last.next = link;
    this.#last = link;
    this.length += 1;
  }

  shift(): { readonly value: T } | undefined {
    const link = this.#first;
    if (link === undefined) return undefined;
    this.#first = link.next;
    if (link.next === undefined) this.#last = undefined;
    this.length -= 1;
    return link;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let link = this.#first; link !== undefined; link = link.next) yield link.value;
  }

  clear(): void {
    this.#first = undefined;
    this.#last = undefined;
    this.length = 0;
  }
}

interface Link<T> {
  readonly value: T;
  next: Link<T> | undefined;
}
