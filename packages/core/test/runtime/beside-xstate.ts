/** Runs a machine by an actor of XState, which nothing of ours takes part in, and by one of our runtimes, to compare what can be seen. */
import { type AnyEventObject, type AnyMachineSnapshot, type AnyStateMachine, createActor } from 'xstate';
import type { Runtime } from '../../src/runtime/runtime.js';
import { HandClock } from './differential/hand-clock.js';

export interface Plot {
  /** Made anew for each who runs it: functions may count. What `log` is called with counts as seen. */
  readonly machine: (log: (...what: unknown[]) => void) => AnyStateMachine;
  /** What each connection gets, one after the other, on one machine: events, and times in milliseconds to move on to. */
  readonly connections: readonly (readonly (AnyEventObject | number)[])[];
}

/** What XState does, step by step. */
export function byXState({ machine, connections }: Plot): unknown[] {
  const seen: unknown[] = [];
  const made = machine((...what) => seen.push(what));
  for (const steps of connections) {
    const clock = new HandClock();
    const actor = createActor(made, { clock, logger: (...what) => seen.push(['logged', ...what]) });
    actor.on('*', (event) => seen.push(['emitted', event]));
    actor.subscribe({ error: () => undefined });
    actor.start();
    const look = () => seen.push(lookAtSnapshot(actor.getSnapshot() as AnyMachineSnapshot));
    look();
    for (const step of steps) {
      if (typeof step === 'number') {
        clock.now = step;
        for (let call = clock.take(); call !== undefined; call = clock.take()) call();
      } else if (actor.getSnapshot().status === 'active') {
        actor.send(structuredClone(step));
      }
      look();
    }
  }
  return seen;
}

/** What ours does. */
export function byRuntime(runtime: Runtime, { machine, connections }: Plot): unknown[] {
  const seen: unknown[] = [];
  const made = machine((...what) => seen.push(what));
  const logic = runtime(made);
  const host = {
    emitted: (_half: number, event: AnyEventObject) => seen.push(['emitted', event]),
    transitioned: () => undefined,
    logged: (_half: number, value: unknown, label: string | undefined) =>
      seen.push(label ? ['logged', label, value] : ['logged', value]),
  };
  for (const steps of connections) {
    let now = 0;
    const run = logic.start({ input: undefined, half: 0, now, host });
    const look = () => seen.push(lookAt(logic.states[run.state] as string, run));
    look();
    for (const step of steps) {
      if (typeof step === 'number') {
        now = step;
        while (run.fire(now) !== undefined);
      } else {
        run.send(structuredClone(step), now);
      }
      look();
    }
  }
  return seen;
}

/** The same many times over: by then the compiled runtime has made functions of it. */
export function often<T>(value: T, count = 30): T[] {
  return Array.from({ length: count }, () => value);
}

interface Seen {
  readonly context: unknown;
  readonly status: string;
  readonly output?: unknown;
  readonly error?: unknown;
}

function lookAtSnapshot(snapshot: AnyMachineSnapshot): unknown {
  const leaves = snapshot._nodes.filter(({ type }) => type === 'atomic' || type === 'final');
  const paths = leaves.sort((a, b) => a.order - b.order).map((node) => node.path.join('.'));
  return lookAt(paths.join(' & '), snapshot);
}

function lookAt(state: string, { context, status, output, error }: Seen): unknown {
  // Where the start fails XState stands nowhere yet.
  const at = status === 'error' ? undefined : state;
  return {
    at,
    status,
    context: properties(context),
    output,
    error: error instanceof Error ? errorText(error) : error,
  };
}

/** The words are ours for some errors, but not for those that XState makes of a guard's. */
function errorText({ message }: Error): string {
  return message.startsWith('Unable to evaluate guard') ? message : 'error';
}

/** An object's own properties, their order, and what it inherits from. */
function properties(value: unknown): unknown {
  if (typeof value === 'function') return String(value);
  if (typeof value !== 'object' || value === null || value === Object.prototype) return value;
  return [
    Reflect.ownKeys(value).map((key) => [key, properties(Reflect.get(value, key))]),
    properties(Object.getPrototypeOf(value)),
  ];
}
