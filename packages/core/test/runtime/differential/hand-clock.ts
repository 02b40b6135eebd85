/** A clock of XState's that stands still. Timers that are due together fire in the order in which they were set. */
export class HandClock {
  now = 0;
  private nextId = 1;
  private readonly timeouts = new Map<number, { readonly due: number; readonly call: () => void }>();

  readonly setTimeout = (call: () => void, delay: number): number => {
    const id = this.nextId++;
    this.timeouts.set(id, { due: this.now + Math.max(delay, 0), call });
    return id;
  };

  readonly clearTimeout = (id: number): void => {
    this.timeouts.delete(id);
  };

  deadline(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...[...this.timeouts.values()].map(({ due }) => due));
  }

  /** What the next timer that is due does. */
  take(): (() => void) | undefined {
    const deadline = this.deadline();
    if (deadline > this.now || deadline === Number.POSITIVE_INFINITY) {
      return undefined;
    }
    for (const [id, { due, call }] of this.timeouts) {
      if (due === deadline) {
        this.timeouts.delete(id);
        return call;
      }
    }
    return undefined;
  }
}
