/** Options of the servers that speak a protocol of the world: what runs their machines, and their limits. */
import type { ServeOptions } from '@wirechart/core';
import { integer, oneOf } from '../cli/parameters.js';

const bytes = (what: string) => integer(what, 1, Number.MAX_SAFE_INTEGER);

export const serverOptions = {
  runtime: { ...oneOf('compiled', 'xstate'), value: 'compiled|xstate', about: 'what runs the machines; else compiled' },
  'max-header': { ...bytes('max-header'), value: 'bytes', about: 'longest line or header of a message' },
  'max-content': { ...bytes('max-content'), value: 'bytes', about: 'longest content of a message' },
  'max-connections': { ...integer('max-connections', 1, 1_000_000), value: 'n', about: 'connections at a time' },
  idle: { ...integer('idle', 1, 86_400), value: 'seconds', about: 'how long a connection may be silent' },
} as const;

interface Chosen {
  readonly runtime?: 'compiled' | 'xstate' | undefined;
  readonly 'max-header'?: number | undefined;
  readonly 'max-content'?: number | undefined;
  readonly 'max-connections'?: number | undefined;
  readonly idle?: number | undefined;
}

/** What was chosen, as `serve` takes it. */
export function servingOptions({
  runtime,
  idle,
  ...most
}: Chosen): Pick<ServeOptions<unknown, unknown>, 'runtime' | 'limits' | 'timeouts' | 'connections'> {
  return {
    ...(runtime === undefined ? {} : { runtime }),
    ...(most['max-connections'] === undefined ? {} : { connections: most['max-connections'] }),
    limits: {
      ...(most['max-header'] === undefined ? {} : { headerBytes: most['max-header'] }),
      ...(most['max-content'] === undefined ? {} : { contentBytes: most['max-content'] }),
    },
    timeouts: idle === undefined ? {} : { idle: idle * 1000 },
  };
}
