/** Arguments of programs: what they may be, and what they mean. */
import { UsageError } from './usage-error.js';

export interface Parameter<T> {
  /** @throws UsageError for text that is not one. */
  readonly parse: (text: string) => T;
  /** Makes it optional: taken where the argument is missing. */
  readonly otherwise?: () => T;
  /** Taken where the arguments before leave no room for it: then it is not among those that were given. */
  readonly instead?: (before: Readonly<Record<string, unknown>>) => T | undefined;
}

/** The same, but it may be left out. */
export function optional<T>(parameter: Parameter<T>, otherwise: T): Parameter<T> {
  return { ...parameter, otherwise: () => otherwise };
}

export const text: Parameter<string> = { parse: (given) => given };

export const host: Parameter<string> = {
  parse(given) {
    if (/\s/.test(given)) throw new UsageError(`not a host name or address: '${given}'`);
    // As it stands before a port: in `listening on [::1]:65432`, for example.
    return given.replace(/^\[(.*:.*)\]$/, '$1');
  },
};

/** Whether what stands for a host is the path of a Unix socket, or an abstract name of one (`@name`). */
export function isPath(given: unknown): boolean {
  return typeof given === 'string' && /^(\.{0,2}\/|@)/.test(given);
}

/** A Unix socket has no port. */
const noPort = ({ host }: Readonly<Record<string, unknown>>) => (isPath(host) ? 0 : undefined);

/** A port to listen on; 0 lets the system choose. */
export const listenPort: Parameter<number> = { ...integer('a port', 0, 65_535), instead: noPort };

/** A port to connect to. */
export const connectPort: Parameter<number> = { ...integer('a port', 1, 65_535), instead: noPort };

/** A decimal integer within bounds, both included. */
export function integer(what: string, least: number, most: number): Parameter<number> {
  return {
    parse(given) {
      const value = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
      if (!(value >= least && value <= most)) {
        throw new UsageError(`${what} is a number from ${least} to ${most}, not '${given}'`);
      }
      return value;
    },
  };
}

/** Given or not: it has no value. */
export const flag: Parameter<boolean> = { parse: () => true };

/** One of a few words. */
export function oneOf<const T extends string>(...words: readonly T[]): Parameter<T> {
  return {
    parse(given) {
      const word = words.find((one) => one === given);
      if (word === undefined) throw new UsageError(`expected ${words.join(' or ')}, not '${given}'`);
      return word;
    },
  };
}
