/** Checks of what is given to `defineProtocol` beside the machines. */

import { UNTAKEN, type Untaken } from '../calls/untaken.js';
import { checkRecord, isSuspended, shown } from '../errors/check-arguments.js';
import { orNearest } from '../errors/nearest.js';
import { ALLOWED, defaultLimits, defaultTimeouts } from '../limits.js';
import type { ProtocolOptions } from '../protocol.js';
import type { Mistake } from './mistake.js';
import { definitionError } from './mistake.js';

type Option = keyof ProtocolOptions<unknown>;

interface Rule {
  readonly required?: boolean;
  readonly holds: (value: unknown) => boolean;
  /** What the value must be. */
  readonly is: string;
}

/** One whose value is there when it returns. */
const isFunction = (value: unknown): boolean => typeof value === 'function' && !isSuspended(value);
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Every option, once. The machines are read by who checks the halves. */
const RULES: Readonly<Record<Option, Rule>> = {
  name: { required: true, holds: (value) => typeof value === 'string' && value !== '', is: 'a text that is not empty' },
  read: { required: true, holds: isObject, is: 'a machine: `setup({ … }).createMachine({ … })`' },
  write: { holds: isObject, is: 'a machine, as `writeHalfWith` makes it' },
  encode: { required: true, holds: isFunction, is: 'a function: `(message, out) => out.text(message)`' },
  opening: { holds: isFunction, is: 'a function that returns a message' },
  next: { holds: isObject, is: "an object of protocols by the read half's final state" },
  leftovers: { holds: (value) => value === 'keep' || value === 'refuse', is: "'keep' or 'refuse'" },
  secures: { holds: (value) => value === 'keep' || value === 'refuse', is: "'keep' or 'refuse'" },
  addresses: { holds: isFunction, is: 'a function' },
  limits: { holds: isObject, is: 'an object of limits' },
  timeouts: { holds: isObject, is: 'an object of time-outs' },
  farewell: { holds: isFunction, is: 'a function that returns a message or undefined' },
  goodbye: {
    holds: (value) => isObject(value) && isFunction((value as Goodbye).message) && isFunction((value as Goodbye).is),
    is: 'an object with the functions `message` and `is`',
  },
  needsSecurity: { holds: (value) => typeof value === 'boolean', is: 'true or false' },
  heartbeat: { holds: isFunction, is: 'a function that returns a message' },
  replies: { holds: isFunction, is: 'a function that returns how replies are told apart' },
  untaken: { holds: (value) => UNTAKEN.includes(value as Untaken), is: "'fail' or 'pause'" },
  aside: {
    holds: (value) =>
      isObject(value) &&
      Number.isInteger((value as Aside).head) &&
      Number((value as Aside).head) >= 1 &&
      isFunction((value as Aside).length),
    is: 'an object with the number of bytes `head`, from 1, and the function `length`',
  },
  fields: { holds: isFunction, is: 'a function that returns the parts of a frame, as `{ name, length }`' },
};

interface Aside {
  readonly head?: unknown;
  readonly length?: unknown;
}

interface Goodbye {
  readonly message?: unknown;
  readonly is?: unknown;
}

/** @throws TypeError that names every option that is unknown, missing, or of the wrong kind. */
export function checkProtocolOptions(options: object): void {
  if ('root' in Object(options) && 'implementations' in options)
    throw new TypeError(
      'defineProtocol is given a machine alone. Write `defineProtocol({ name, read: machine, encode })`.',
    );
  checkRecord('what is given to defineProtocol', options, Object.keys(RULES));
  const given = new Map(Object.entries(options).filter(([, value]) => value !== undefined));
  const found: Mistake[] = [];
  for (const [name, { required = false, holds, is }] of Object.entries(RULES)) {
    if (given.has(name) ? holds(given.get(name)) : !required) continue;
    const wrong = given.has(name) ? `\`${name}\` is ${shown(given.get(name))}` : `\`${name}\` is missing`;
    found.push({ where: undefined, wrong, write: `It must be ${is}` });
  }
  found.push(
    ...unknownIn('', options, Object.keys(RULES)),
    ...unknownIn('limits.', given.get('limits'), Object.keys(defaultLimits)),
    ...unknownIn('timeouts.', given.get('timeouts'), Object.keys(defaultTimeouts)),
    ...wrongIn('limits', given.get('limits')),
    ...wrongIn('timeouts', given.get('timeouts')),
  );
  if (found.length > 0) {
    throw definitionError(
      given.has('name') ? shown(given.get('name')) : undefined,
      found.map((mistake) => ['options', mistake] as const),
    );
  }
}

function unknownIn(prefix: string, options: unknown, known: readonly string[]): Mistake[] {
  return Object.keys(Object(options))
    .filter((name) => !known.includes(name))
    .map((name) => ({
      where: undefined,
      wrong: `\`${prefix}${name}\` is no option`,
      write: orNearest(name, known, `There are: ${known.join(', ')}`),
    }));
}

function wrongIn(of: 'limits' | 'timeouts', values: unknown): Mistake[] {
  const { allows, is } = ALLOWED[of];
  const known = of === 'limits' ? defaultLimits : defaultTimeouts;
  return Object.entries(Object(values))
    .filter(([name, value]) => name in known && (typeof value !== 'number' || !allows(value)))
    .map(([name, value]) => ({
      where: undefined,
      wrong: `\`${of}.${name}\` is ${shown(value)}`,
      write: `It must be ${is}`,
    }));
}
