/** Options that every server takes. */
import type { Limits, RuntimeName, ServeOptions } from '@wirechart/core';
import { integer, oneOf } from './parameters.js';
import type { ProgramOption } from './program.js';

const count = (what: string) => integer(what, 1, 2 ** 31 - 1);

export const serverOptions = {
  runtime: {
    ...oneOf('compiled', 'xstate'),
    value: 'compiled|xstate',
    about: 'what runs the machines; else compiled',
  },
  connections: { ...count('a number of connections'), value: 'n', about: 'most connections at a time' },
  'header-bytes': { ...count('a number of bytes'), value: 'n', about: 'longest header, or line, in bytes' },
  'content-bytes': { ...count('a number of bytes'), value: 'n', about: 'longest content, or value, in bytes' },
} satisfies Readonly<Record<string, ProgramOption>>;

/** The values of {@link serverOptions}, as far as they were given. */
export interface ServerSettings {
  readonly runtime?: RuntimeName;
  readonly connections?: number;
  readonly 'header-bytes'?: number;
  readonly 'content-bytes'?: number;
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
