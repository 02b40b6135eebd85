/** Options that every server takes. */
import type { Limits, RuntimeName, ServeOptions } from '@wirechart/core';
import { type Trusted, trust } from '@wirechart/protocols/proxy';
import { type TlsServerSettings, tlsServerOptions } from './endpoint.js';
import { flag, integer, oneOf, type Parameter } from './parameters.js';
import type { ProgramOption } from './program.js';
import { UsageError } from './usage-error.js';

/** Who may send a PROXY header when nobody is named. */
const LOOPBACK: readonly string[] = ['127.0.0.0/8', '::1'];

const count = (option: string) => integer(option, 1, 2 ** 31 - 1);

export const serverOptions = {
  runtime: {
    ...oneOf('compiled', 'xstate'),
    value: 'compiled|xstate',
    about: 'what runs the machines of a server; else compiled',
  },
  ...tlsServerOptions,
  cores: { ...integer('--cores', 1, 1024), value: 'n', about: 'processes of a server; else it is one, and this one' },
  connections: { ...count('--connections'), value: 'n', about: 'most connections of a server at a time' },
  'header-bytes': {
    ...count('--header-bytes'),
    value: 'n',
    about: 'longest header, or line, that a server takes, in bytes',
  },
  'content-bytes': {
    ...count('--content-bytes'),
    value: 'n',
    about: 'longest content, or value, that a server takes, in bytes',
  },
  'proxy-protocol': { ...flag, value: undefined, about: 'every connection to a server begins with a PROXY header' },
  trusted: {
    ...sources(),
    value: 'a,b/n',
    about: `the same, from these proxies; else ${LOOPBACK.join(',')}`,
  },
} satisfies Readonly<Record<string, ProgramOption>>;

/** The values of {@link serverOptions}, as far as they were given. */
export interface ServerSettings extends TlsServerSettings {
  readonly runtime?: RuntimeName;
  readonly cores?: number;
  readonly connections?: number;
  readonly 'header-bytes'?: number;
  readonly 'content-bytes'?: number;
  readonly 'proxy-protocol'?: boolean;
  readonly trusted?: readonly string[];
}

/** Who may send a PROXY header; undefined where there is to be none. */
export function trustedSources({
  trusted,
  'proxy-protocol': proxyProtocol = false,
}: ServerSettings): Trusted | undefined {
  return trusted ?? (proxyProtocol ? LOOPBACK : undefined);
}

/** The same for {@link serve}. */
export function serveOptions(
  settings: ServerSettings,
): Pick<ServeOptions<never, never>, 'runtime' | 'connections' | 'limits'> {
  const { runtime, connections, 'header-bytes': headerBytes, 'content-bytes': contentBytes } = settings;
  const limits: Partial<Limits> = {
    ...(headerBytes === undefined ? {} : { headerBytes }),
    ...(contentBytes === undefined ? {} : { contentBytes }),
  };
  return {
    limits,
    ...(runtime === undefined ? {} : { runtime }),
    ...(connections === undefined ? {} : { connections }),
  };
}

/** Addresses and networks, with commas between them. */
function sources(): Parameter<readonly string[]> {
  return {
    parse(given) {
      const trusted = given.split(',');
      try {
        trust(trusted);
      } catch (error) {
        if (error instanceof RangeError) throw new UsageError(error.message, { cause: error });
        throw error;
      }
      return trusted;
    },
  };
}
