/** Lets many in at the same time, or one alone. Who wants to be alone waits until all others have left, and goes before those that come later. */
export class Turnstile {
  #inside = 0;
  #alone = false;
  readonly #waiting: { readonly alone: boolean; readonly enter: () => void }[] = [];

  async enter(alone: boolean): Promise<void> {
    if (this.#waiting.length === 0 && this.#admits(alone)) {
      this.#take(alone);
      return;
    }
    await new Promise<void>((enter) => this.#waiting.push({ alone, enter }));
  }

  leave(): void {
    this.#inside--;
    this.#alone = false;
    for (let next = this.#waiting[0]; next !== undefined && this.#admits(next.alone); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#take(next.alone);
      next.enter();
    }
  }

  #admits(alone: boolean): boolean {
    return alone ? this.#inside === 0 : !this.#alone;
  }

  #take(alone: boolean): void {
    this.#inside++;
    this.#alone = alone;
  }
}
