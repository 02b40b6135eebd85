/** Options with a name that is none: a typo would else be a setting that nobody makes. */
import { checkRecord } from './check-arguments.js';
import { orNearest } from './nearest.js';

/** The names of all options, held to the type by the compiler. */
export type OptionNames<TOptions> = Readonly<Record<keyof TOptions, true>>;

/**
 * Finds fault with options of an unknown name, and with what is no object of options at all.
 *
 * @param of whose they are, for the message
 * @throws TypeError that names the unknown one and the nearest there is, or what was given in place of options
 * @example
 * checkOptions('jsonHeader', options, { exchanges: true, limits: true, timeouts: true });
 */
export function checkOptions<TOptions extends object>(
  of: string,
  options: TOptions,
  names: OptionNames<TOptions>,
): void {
  const known = Object.keys(names);
  checkRecord(`the options of ${of}`, options, known);
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(names, name)) continue;
    throw new TypeError(`${of} has no option '${name}'. ${orNearest(name, known, `It has: ${known.join(', ')}`)}.`);
  }
}
