/** The opcodes of the binary protocol, and what a request of each is made of. */
import type { Command } from '../command.js';

export interface Operation {
  readonly type: Exclude<Command['type'], 'rejected'>;
  readonly opcode: number;
  /** Whether there is a reply only to what is not expected. */
  readonly quiet: boolean;
  /** Bytes of extras that it takes; `flush` may also have none. */
  readonly extras: number;
  readonly key: 'required' | 'allowed' | 'none';
  readonly value: boolean;
  /** Whether the reply to `get` repeats the key. */
  readonly returnsKey: boolean;
}

/** What a request of this opcode is made of; undefined for one that is not known. */
export const operationOf = (opcode: number): Operation | undefined => byOpcode[opcode];

/** The opcode for a command. @throws RangeError where there is none. */
export function opcodeFor(type: Operation['type'], quiet: boolean): number {
  const operation = byType.get(`${type} ${quiet}`);
  if (operation === undefined) throw new RangeError(`the binary protocol has no ${quiet ? 'quiet ' : ''}${type}`);
  return operation.opcode;
}

/** Those that a `get` is sent as. */
export const opcodes = {
  noop: 0x0a,
  getWithKey: 0x0c,
  quietGetWithKey: 0x0d,
  touchingGetWithKey: 0x23,
  quietTouchingGetWithKey: 0x24,
} as const;

const byOpcode: (Operation | undefined)[] = [];
const byType = new Map<string, Operation>();

function define(
  type: Operation['type'],
  [opcode, quietOpcode]: readonly [number, number?],
  form: {
    readonly extras?: number;
    readonly key?: Operation['key'];
    readonly value?: boolean;
    readonly returnsKey?: boolean;
  } = {},
): void {
  const { extras = 0, key = 'none', value = false, returnsKey = false } = form;
  for (const [one, quiet] of [
    [opcode, false],
    [quietOpcode, true],
  ] as const) {
    if (one === undefined) continue;
    const operation: Operation = { type, opcode: one, quiet, extras, key, value, returnsKey };
    byOpcode[one] = operation;
    // The first one named is the one that is sent.
    if (!byType.has(`${type} ${quiet}`)) byType.set(`${type} ${quiet}`, operation);
  }
}

const keyed = { key: 'required' } as const;
define('get', [0x00, 0x09], keyed);
define('get', [0x0c, 0x0d], { ...keyed, returnsKey: true });
define('get', [0x1d, 0x1e], { ...keyed, extras: 4 });
define('get', [0x23, 0x24], { ...keyed, extras: 4, returnsKey: true });
define('set', [0x01, 0x11], { ...keyed, extras: 8, value: true });
define('add', [0x02, 0x12], { ...keyed, extras: 8, value: true });
define('replace', [0x03, 0x13], { ...keyed, extras: 8, value: true });
define('append', [0x0e, 0x19], { ...keyed, value: true });
define('prepend', [0x0f, 0x1a], { ...keyed, value: true });
define('delete', [0x04, 0x14], keyed);
define('increment', [0x05, 0x15], { ...keyed, extras: 20 });
define('decrement', [0x06, 0x16], { ...keyed, extras: 20 });
define('touch', [0x1c], { ...keyed, extras: 4 });
define('flush', [0x08, 0x18], { extras: 4 });
define('stats', [0x10], { key: 'allowed' });
define('version', [0x0b]);
define('verbosity', [0x1b], { extras: 4 });
define('noop', [0x0a]);
define('quit', [0x07, 0x17]);
