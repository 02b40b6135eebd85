/** Executable content of a document as actions of XState (SCXML 4 and 6.2). */
import { assign, cancel, enqueueActions, log, not, raise, sendTo, stateIn } from 'xstate';
import { bodyOf, fileOf, payloadOf } from './data.js';
import { type Element, elementsOf, LeftOut, nameOf, textOf } from './element.js';
import type { Scope, Scripts } from './evaluate.js';

type Attributes = Readonly<Record<string, string>>;

interface Enqueueing {
  readonly context: object;
  readonly event: Scope['event'];
  readonly enqueue: (action: unknown) => void;
  readonly check: (guard: unknown) => boolean;
}

export class Actions {
  private generated = 0;

  constructor(
    private readonly scripts: Scripts,
    /** Where files are that the document names. */
    private readonly folder: string,
  ) {}

  of(element: Element): unknown[] {
    return elementsOf(element).flatMap((child) => this.one(child));
  }

  guard(cond: string): unknown {
    const [, negated, id] = /^\s*(!?)\s*In\(\s*'([^']+)'\s*\)\s*$/.exec(cond) ?? [];
    if (id !== undefined) return negated === '!' ? not(stateIn(`#${id}`)) : stateIn(`#${id}`);
    if (/\bIn\(/.test(cond)) throw new LeftOut('In() within an expression');
    return this.scripts.expression(cond);
  }

  private one(element: Element): unknown {
    const { attributes = {} } = element;
    const { expression } = this.scripts;
    switch (nameOf(element)) {
      case 'raise':
        return raise({ type: attributes['event'] as string } as never);
      case 'log':
        return log(expression(attributes['expr'] ?? '""') as never, attributes['label']);
      case 'assign':
        return this.assign(element, attributes);
      case 'script':
        return assign(this.scripts.script(scriptOf(element, this.folder)) as never);
      case 'cancel':
        return cancel(attributes['sendid'] ?? (expression(attributes['sendidexpr'] as string) as () => string));
      case 'send':
        return this.send(element, attributes);
      case 'if':
        return this.branches(element);
      case 'foreach':
        return this.loop(element, attributes);
      default:
        throw new LeftOut(nameOf(element));
    }
  }

  private assign(element: Element, { location = '', expr }: Attributes): unknown {
    const value = expr === undefined ? bodyOf(element, this.scripts) : this.scripts.expression(expr);
    if (/^\w+$/.test(location)) return assign({ [location]: value ?? (() => undefined) } as never);
    const put = this.scripts.script(`${location} = _event.data;`);
    return assign((({ context, event }: Scope) =>
      put({ context, event: { type: '', data: value?.({ context, event }) } })) as never);
  }

  private send(element: Element, attributes: Attributes): unknown {
    const { event, eventexpr, delay, delayexpr, target, type, idlocation } = attributes;
    if (target !== undefined && target !== '#_internal') throw new LeftOut('other sessions');
    if (type !== undefined && !type.endsWith('SCXMLEventProcessor') && type !== 'scxml')
      throw new LeftOut('I/O processor');
    if ('targetexpr' in attributes || 'typeexpr' in attributes) throw new LeftOut('I/O processor');
    const { expression } = this.scripts;
    const payload = payloadOf(element, this.scripts);
    const typeOf = event === undefined ? expression(eventexpr ?? '""') : () => event;
    const made = (scope: Scope): unknown => ({ type: typeOf(scope), ...(payload && { data: payload(scope) }) });
    const later = delayexpr === undefined ? undefined : expression(delayexpr);
    const id = idlocation === undefined ? attributes['id'] : `generated${++this.generated}`;
    const options = {
      ...(delay !== undefined && { delay: millisecondsOf(delay) }),
      ...(later !== undefined && { delay: (scope: Scope) => millisecondsOf(String(later(scope))) }),
      ...(id !== undefined && { id }),
    };
    const given = payload !== undefined || event === undefined ? made : { type: event };
    const sent =
      target === '#_internal'
        ? raise(given as never, options as never)
        : sendTo((({ self }: { self: unknown }) => self) as never, given as never, options as never);
    return idlocation === undefined ? sent : [assign({ [idlocation]: id } as never), sent];
  }

  /** `if`, `elseif` and `else` stand between the actions that they are about. */
  private branches(element: Element): unknown {
    const branches: { readonly guard: unknown; readonly actions: unknown[] }[] = [
      { guard: this.guard(element.attributes?.['cond'] ?? ''), actions: [] },
    ];
    for (const child of elementsOf(element)) {
      const name = nameOf(child);
      if (name === 'elseif') branches.push({ guard: this.guard(child.attributes?.['cond'] ?? ''), actions: [] });
      else if (name === 'else') branches.push({ guard: () => true, actions: [] });
      else branches.at(-1)?.actions.push(...[this.one(child)].flat());
    }
    return enqueued(({ enqueue, check }) => {
      for (const action of branches.find(({ guard }) => check(guard))?.actions ?? []) enqueue(action);
    });
  }

  /** Goes over a copy of the list: what its actions do to the list comes too late for it (4.6). */
  private loop(element: Element, { array = '', item = '', index }: Attributes): unknown {
    const listOf = this.scripts.expression(array);
    const actions = this.of(element);
    for (const name of [item, index ?? item]) {
      if (!/^[A-Za-z_$][\w$]*$/.test(name)) return failing(`'${name}' is no variable`);
    }
    return enqueued(({ context, event, enqueue }) => {
      const list = listOf({ context, event });
      if (!Array.isArray(list)) throw new TypeError(`${array} is no list`);
      for (const [at, value] of [...list].entries()) {
        enqueue(assign({ [item]: () => value, ...(index !== undefined && { [index]: at }) } as never));
        for (const action of actions) enqueue(action);
      }
    });
  }
}

/** The text of a `script`, which may stand in a file. */
export function scriptOf(element: Element, folder: string): string {
  const src = element.attributes?.['src'];
  return src === undefined ? textOf(element) : fileOf(src, folder);
}

function enqueued(collect: (args: Enqueueing) => void): unknown {
  return enqueueActions(collect as never);
}

function failing(message: string): () => never {
  return () => {
    throw new TypeError(message);
  };
}

function millisecondsOf(text: string): number {
  const [, number, unit] = /^\s*([\d.]+)\s*(ms|s)?\s*$/.exec(text) ?? [];
  return Number(number) * (unit === 's' ? 1000 : 1);
}
