/** Defaults and checks of what a socket is made with. */
import type { OptionNames } from '@wirechart/core';
import { checkWord } from '../check-word.js';
import { asWritten } from '../chunking.js';
import type { SocketOptions } from './socket.js';

export const defaultSocketOptions: SocketOptions = {
  chunking: asWritten(),
  receiveBuffer: 65_536,
  highWater: 65_536,
  lowWater: 0,
  memory: 'given',
  closeTimeout: 10_000,
  reads: true,
};

export const SOCKET_OPTIONS: OptionNames<SocketOptions> = {
  chunking: true,
  receiveBuffer: true,
  highWater: true,
  lowWater: true,
  memory: true,
  closeTimeout: true,
  reads: true,
};

/** Puts options over defaults. @throws RangeError naming a value that is out of range. */
export function socketOptionsFrom(...layers: readonly (Partial<SocketOptions> | undefined)[]): SocketOptions {
  const options = { ...defaultSocketOptions };
  for (const layer of layers) Object.assign(options, defined(layer ?? {}));
  const { chunking, memory, receiveBuffer, highWater, lowWater, closeTimeout } = options;
  if (typeof chunking !== 'function') {
    throw new RangeError(`chunking must be a policy such as byteByByte(), not ${String(chunking)}`);
  }
  checkWord('memory', memory, ['given', 'guarded', 'reused']);
  if (!(closeTimeout > 0)) throw new RangeError(`closeTimeout must be more than 0 ms, not ${closeTimeout}`);
  if (!(receiveBuffer >= 1)) throw new RangeError(`receiveBuffer must be at least 1 byte, not ${receiveBuffer}`);
  if (!(highWater >= 1)) throw new RangeError(`highWater must be at least 1 byte, not ${highWater}`);
  if (!(lowWater >= 0 && lowWater < highWater)) {
    throw new RangeError(`lowWater must be less than highWater (${highWater}), not ${lowWater}`);
  }
  return options;
}

/** Only what an options object of several purposes has for a socket. */
function defined(layer: Partial<SocketOptions>): Partial<SocketOptions> {
  const names = Object.keys(defaultSocketOptions) as (keyof SocketOptions)[];
  return Object.fromEntries(names.filter((name) => layer[name] !== undefined).map((name) => [name, layer[name]]));
}
