import {
  type AnyStateMachine,
  and,
  cancel,
  emit,
  enqueueActions,
  log,
  not,
  or,
  raise,
  sendTo,
  setup,
  stateIn,
} from 'xstate';
import { type Args, type Context, measure, type Ran } from './args.js';
import { assignOf } from './assign-forms.js';
import type { Feature } from './features.js';
import { join, Layout, parentOf } from './layout.js';
import type {
  ActionSpec,
  GuardSpec,
  HistorySpec,
  MachineSpec,
  OutputSpec,
  StateSpec,
  Style,
  TransitionSpec,
} from './spec.js';
import { Tape } from './tape.js';

export interface BuiltMachine {
  readonly machine: AnyStateMachine;
  /** Put in another tape to record another run. */
  tape: Tape;
}

/** More microsteps than this after one event count as an endless chain. */
export const maxMicrosteps = 25;

/** The value of events that are raised as they stand; none that is sent has it. */
export const raisedValue = 7;

export function buildMachine(spec: MachineSpec): BuiltMachine {
  return new Builder(spec).built;
}

class Builder {
  readonly built: BuiltMachine;
  private readonly actions: Record<string, unknown> = {};
  private readonly guards: Record<string, unknown> = {};
  private readonly layout: Layout;
  private made = 0;

  constructor(private readonly spec: MachineSpec) {
    this.built = { machine: undefined as unknown as AnyStateMachine, tape: new Tape() };
    this.layout = new Layout(spec.root);
    const config = {
      id: 'm',
      context: spec.contextFactory
        ? ({ input }: { input: number }) => {
            this.saw('context factory');
            return { n: input, m: 0 };
          }
        : { n: 1, m: 0 },
      options: { maxIterations: maxMicrosteps },
      ...this.state(spec.root, '', true),
      ...this.output(spec.output, 'machine'),
    };
    const built = setup({
      actions: this.actions as never,
      guards: this.guards as never,
      delays: {
        short: 5,
        computed: ({ context }: { context: Context }) => {
          this.write(() => `delay ${JSON.stringify(context)}`);
          return context.n;
        },
        never: Number.POSITIVE_INFINITY,
        odd: (({ context }: { context: Context }) => (context.n % 2 === 0 ? undefined : -1)) as never,
      } as never,
    }).createMachine(config as never);
    (this.built as { machine: AnyStateMachine }).machine = built as unknown as AnyStateMachine;
  }

  private saw(feature: Feature): void {
    this.built.tape.seen.add(feature);
  }

  private write(line: () => string): void {
    if (!this.built.tape.silent) {
      this.built.tape.log.push(line());
    }
  }

  private state(spec: StateSpec, path: string, root = false): object {
    const { children } = spec;
    const final = spec.final && children.length === 0;
    const parallel = spec.parallel && children.length > 0;
    const own = (what: string, actions: readonly ActionSpec[]): unknown[] =>
      actions.map((action) => this.action(action, `${what} ${path}`));
    const initial = `s${spec.initial % Math.max(children.length, 1)}`;
    const initialActions = own('initial', spec.initialActions);
    const entry = own('entry', spec.entry);
    if (this.spec.counted) {
      // XState works out the id at once, even while it holds back plain actions.
      entry.unshift(
        cancel(() => {
          this.built.tape.entered.push(path);
          return 'nothing';
        }),
      );
    }
    return {
      ...(final && { type: 'final', ...this.output(spec.output, path) }),
      ...(parallel && { type: 'parallel' }),
      ...(children.length > 0 && {
        ...(!parallel && {
          initial: initialActions.length > 0 ? { target: initial, actions: initialActions } : initial,
        }),
        states: Object.fromEntries([
          ...children.map((child, index) => [`s${index}`, this.state(child, join(path, `s${index}`))]),
          ...this.layout.historyOf(path).map((one, index) => [`h${index}`, this.history(one, path)]),
        ]),
        ...(!root && spec.onDone.length > 0 && { onDone: this.transitions(spec.onDone, path) }),
      }),
      entry,
      exit: own('exit', spec.exit),
      on: Object.fromEntries(spec.on.map(([event, list]) => [event, this.transitions(list, path)])),
      always: this.transitions(spec.always, path),
      after: Object.fromEntries(spec.after.map(([delay, list]) => [delay, this.transitions(list, path)])),
    };
  }

  private history({ deep, target }: HistorySpec, parent: string): object {
    const below = this.layout.below(parent);
    const to = target === undefined ? undefined : below[target % below.length];
    return {
      type: 'history',
      history: deep ? 'deep' : 'shallow',
      ...(to !== undefined && { target: parent === '' ? to : to.slice(parent.length + 1) }),
    };
  }

  private output(spec: OutputSpec, name: string): object {
    switch (spec) {
      case 'none':
        return {};
      case 'value':
        return { output: { of: name } };
      case 'function':
        return {
          output: ({ context, event }: Args) => {
            this.write(() => `output ${name} ${JSON.stringify([context, event])}`);
            return { of: name, n: context.n, event: event.type };
          },
        };
    }
  }

  private transitions(specs: readonly TransitionSpec[], path: string): unknown[] {
    return specs.map((spec) => this.transition(spec, path));
  }

  private transition({ target, also, near, reenter, guard, actions }: TransitionSpec, path: string): unknown {
    const name = `transition ${++this.made}`;
    const targets = this.layout.targets(path, target, also).map((to) => this.target(to, path, near));
    const own = actions.map((action) => this.action(action, name));
    if (this.layout.forked) {
      own.unshift(
        cancel(() => {
          this.built.tape.taken.push(name);
          return 'nothing';
        }),
      );
    }
    return {
      ...(targets.length > 0 && { target: targets.length === 1 ? targets[0] : targets }),
      ...(reenter && { reenter }),
      ...(guard !== undefined && { guard: this.guard(guard) }),
      actions: own,
      // A `cancel` with a fixed id calls nothing that could tell of it.
      meta: { cancels: actions.some((action) => action.kind === 'cancel' && !action.computed), mark: name },
    };
  }

  /** The same target in one of the ways to write it. */
  private target(to: string, from: string, near: boolean): string {
    if (near && from !== '' && parentOf(to) === parentOf(from) && to !== '') {
      return to.slice(to.lastIndexOf('.') + 1);
    }
    if (near && to !== from && (from === '' ? to !== '' : to.startsWith(`${from}.`))) {
      return `.${from === '' ? to : to.slice(from.length + 1)}`;
    }
    return to === '' ? '#m' : `#m.${to}`;
  }

  private guard(spec: GuardSpec, within?: Feature): unknown {
    const name = `g${++this.made}`;
    if (spec.kind === 'and' || spec.kind === 'or' || spec.kind === 'not') {
      const { kind } = spec;
      const parts = spec.parts.map((part) => this.guard(part, `guard ${kind}`));
      const combined =
        kind === 'and' ? and(parts as never) : kind === 'or' ? or(parts as never) : not(parts[0] as never);
      return this.reference(spec.style, name, combined, this.guards);
    }
    if (spec.kind === 'in') {
      const path = this.layout.states[spec.state % this.layout.states.length] as string;
      const is = stateIn(spec.by === 'path' && path !== '' ? path : path === '' ? '#m' : `#m.${path}`);
      // It calls nothing that could tell of it.
      const told = (args: Args): boolean => {
        this.saw('guard stateIn');
        if (within !== undefined) {
          this.saw(within);
        }
        this.write(() => `guard ${name} ${JSON.stringify([args.context, args.event.type])}`);
        return true;
      };
      return this.reference(spec.style, name, and([told, is] as never), this.guards);
    }
    const { kind, modulus, remainder } = { modulus: 1, remainder: 0, ...spec };
    const test = ({ context, event }: Args, params: unknown): boolean => {
      this.saw(guardFeatures[spec.style]);
      if (within !== undefined) {
        this.saw(within);
      }
      this.write(() => `guard ${name} ${JSON.stringify([context, event.type, params])}`);
      const value = measure({ context, event });
      if (kind === 'throw') {
        if (value % 9 === 4) {
          this.saw('guard throws');
          throw new Error(`guard ${name}`);
        }
        return value % 2 === 0;
      }
      return value % modulus === remainder % modulus;
    };
    return this.reference(spec.style, name, test, this.guards);
  }

  private action(spec: ActionSpec, place: string): unknown {
    const name = `${spec.kind}${++this.made}`;
    return this.reference(spec.style, name, this.implementation(spec, name, place), this.actions);
  }

  private reference(style: Style, name: string, implementation: unknown, into: Record<string, unknown>): unknown {
    if (style === 'inline') {
      return implementation;
    }
    into[name] = implementation;
    switch (style) {
      case 'named':
        return name;
      case 'params':
        return { type: name, params: { of: name } };
      case 'params-function':
        return {
          type: name,
          params: ({ context, event }: Args) => {
            this.write(() => `params ${name} ${JSON.stringify([context, event.type])}`);
            return { n: context.n };
          },
        };
    }
  }

  private implementation(spec: ActionSpec, name: string, place: string): unknown {
    const ran = (what: Feature | undefined, { context, event }: Args, params: unknown): void => {
      if (what !== undefined) {
        this.saw(what);
      }
      if (place.startsWith('entry') || place.startsWith('exit') || place.startsWith('initial')) {
        this.saw(place.startsWith('initial') ? 'initial actions' : place.startsWith('entry') ? 'entry' : 'exit');
      }
      this.saw(actionFeatures[spec.style]);
      this.write(() => `${name} in ${place} ${JSON.stringify([context, event.type, params])}`);
    };
    switch (spec.kind) {
      case 'call':
        return (args: Args, params: unknown) => ran(undefined, args, params);
      case 'log':
        return spec.computed
          ? log(
              ((args: Args, params: unknown) => {
                ran('log computed', args, params);
                return args.context.n;
              }) as never,
              spec.label,
            )
          : log(name as never, spec.label);
      case 'enqueue':
        return this.enqueue(spec, place, ran);
      case 'throw':
        return (args: Args, params: unknown) => {
          ran(undefined, args, params);
          if (measure(args) % 4 === 2) {
            this.saw('action throws');
            throw new Error(`action ${name}`);
          }
        };
      case 'assign':
        return assignOf(spec.form, ran, (line) => this.write(line));
      case 'emit':
        return spec.computed
          ? emit(((args: Args, params: unknown) => {
              ran('emit computed', args, params);
              return { type: name, n: args.context.n, reply: spec.reply };
            }) as never)
          : emit({ type: name, reply: spec.reply } as never);
      case 'send':
        return (args: Args, params: unknown) => {
          const { tape } = this.built;
          if (tape.maySend()) {
            ran(spec.to === 'self' ? 'sent from action' : 'sent to peer', args, params);
            (spec.to === 'self' ? tape.sendToSelf : tape.sendToPeer)(spec.event, args.context.n);
          }
        };
      case 'mutate':
        return (args: Args, params: unknown) => {
          // A context that is no factory's is one object for all runs of the machine.
          if (this.spec.contextFactory) {
            ran('context mutated', args, params);
            Object.assign(
              args.context,
              args.context.n % 3 === 0 ? { late: args.context.n } : { m: (args.context.m + 3) % 7 },
            );
          }
        };
      case 'raise':
        return raise(this.event(spec.event, spec.computed ? ran : undefined, 'raise computed') as never);
      case 'delay':
        return raise(this.event(spec.event, ran, 'delayed raise') as never, {
          delay: spec.delay as never,
          ...(spec.id !== undefined && { id: spec.id }),
        });
      case 'post':
        return sendTo(
          (({ self }: { self: unknown }) => self) as never,
          this.event(spec.event, ran, 'sent to itself') as never,
          // Events that cause events must end some time.
          { delay: spec.delay ?? (() => (this.built.tape.maySend() ? undefined : 5)), id: spec.id } as never,
        );
      case 'cancel':
        return cancel(
          spec.computed
            ? (args: Args, params: unknown) => {
                ran('cancel computed', args, params);
                return spec.id;
              }
            : (spec.id as never),
        );
    }
  }

  private enqueue(spec: Extract<ActionSpec, { kind: 'enqueue' }>, place: string, ran: Ran): unknown {
    const actions = spec.actions.map((action) => this.action(action, place));
    const guard = spec.checked && this.guard(spec.checked[0]);
    const checked = spec.checked && this.action(spec.checked[1], place);
    return enqueueActions(((
      { enqueue, check, ...args }: Args & { enqueue: (action: unknown) => void; check: (guard: unknown) => boolean },
      params: unknown,
    ) => {
      ran('enqueue', args, params);
      for (const action of actions) {
        enqueue(action);
      }
      if (guard !== undefined) {
        this.saw('check');
        if (check(guard)) {
          enqueue(checked);
        }
      }
    }) as never);
  }

  private event(type: string, ran: Ran | undefined, feature: Feature): unknown {
    if (ran === undefined) {
      return { type, value: raisedValue };
    }
    return (args: Args, params: unknown) => {
      ran(feature, args, params);
      return { type, value: args.context.n };
    };
  }
}

const guardFeatures: Readonly<Record<Style, Feature>> = {
  inline: 'guard inline',
  named: 'guard named',
  params: 'guard with params',
  'params-function': 'guard with computed params',
};

const actionFeatures: Readonly<Record<Style, Feature>> = {
  inline: 'action inline',
  named: 'action named',
  params: 'action with params',
  'params-function': 'action with computed params',
};
