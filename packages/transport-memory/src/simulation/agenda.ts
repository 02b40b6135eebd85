/** What is going to happen, ordered by time, and by the order of planning where times are equal. A binary heap. */
export class Agenda {
  #heap: Task[] = [];
  #planned = 0;
  #cancelled = 0;
  readonly #waiting: Record<TaskKind, number> = { traffic: 0, timer: 0 };

  /** How many tasks of a kind are left. */
  waiting(kind: TaskKind): number {
    return this.#waiting[kind];
  }

  plan(kind: TaskKind, at: number, action: () => void): Task {
    const task: Task = { kind, at, order: this.#planned, action };
    this.#planned += 1;
    this.#waiting[kind] += 1;
    this.#heap.push(task);
    this.#up(this.#heap.length - 1);
    return task;
  }

  cancel(task: Task): void {
    if (task.action === undefined) return;
    task.action = undefined;
    this.#waiting[task.kind] -= 1;
    this.#cancelled += 1;
    // Cancelled tasks stay where they are until they are in the majority: each costs a bounded share of one rebuild.
    if (this.#cancelled > 64 && this.#cancelled * 2 > this.#heap.length) this.#rebuild();
  }

  /** The next task, which stays. */
  peek(): Task | undefined {
    while (this.#heap[0] !== undefined && this.#heap[0].action === undefined) {
      this.#pop();
      this.#cancelled -= 1;
    }
    return this.#heap[0];
  }

  /** Takes the next task out. */
  take(): (() => void) | undefined {
    const task = this.peek();
    if (task === undefined) return undefined;
    this.#pop();
    this.#waiting[task.kind] -= 1;
    const { action } = task;
    task.action = undefined;
    return action;
  }

  /** When the next timer is due, or undefined if there is none. Looks at every task. */
  nextTimer(): number | undefined {
    let next: number | undefined;
    for (const task of this.#heap) {
      if (task.kind !== 'timer' || task.action === undefined) continue;
      if (next === undefined || task.at < next) next = task.at;
    }
    return next;
  }

  #pop(): void {
    const last = this.#heap.pop() as Task;
    if (this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#down(0);
  }

  #up(from: number): void {
    const heap = this.#heap;
    const task = heap[from] as Task;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(task, heap[parent] as Task)) break;
      heap[at] = heap[parent] as Task;
      at = parent;
    }
    heap[at] = task;
  }

  #down(from: number): void {
    const heap = this.#heap;
    const task = heap[from] as Task;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Task, heap[child] as Task)) child += 1;
      if (!before(heap[child] as Task, task)) break;
      heap[at] = heap[child] as Task;
      at = child;
    }
    heap[at] = task;
  }

  #rebuild(): void {
    this.#heap = this.#heap.filter((task) => task.action !== undefined);
    this.#cancelled = 0;
    for (let at = (this.#heap.length >> 1) - 1; at >= 0; at--) this.#down(at);
  }
}

/** Traffic is what bytes and faults do; a timer is what somebody asked to be woken for. */
export type TaskKind = 'traffic' | 'timer';

export interface Task {
  readonly kind: TaskKind;
  readonly at: number;
  readonly order: number;
  /** Undefined once it was done or cancelled. */
  action: (() => void) | undefined;
}

function before(a: Task, b: Task): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
