/** The extension permessage-deflate (RFC 7692): messages are compressed one by one, and may refer back to those before. */

import { checkOptions, type Role } from '@wirechart/core';
import type { AgreedCompression, Compression } from '../compression.js';
import { StreamDeflater } from './deflater.js';
import { StreamInflater } from './inflater.js';
import { accept, confirm, type DeflateParameters, NAME, offer } from './parameters.js';
import { Turns } from './turns.js';

export interface DeflateOptions extends Partial<DeflateParameters> {
  /** From 1, fast, to 9, thorough. Default 6. */
  readonly level?: number;
  /** Messages of fewer bytes are sent as they are. Default 1,024. */
  readonly threshold?: number;
  /**
   * Messages that are inflated at a time, over all connections that share what this returns: those of which a part has arrived. One
   * more is the RemoteError `limit-inflating`, and its sender is told to come back later (1013). Default 1,024.
   */
  readonly inflating?: number;
}

/**
 * Compresses messages where the remote agrees. How much a message may inflate to is said by the limit `contentBytes`; it is
 * watched while it inflates.
 *
 * A connection then takes about 300 KiB of memory, most of it for the side that deflates; smaller windows take less. It takes them with the
 * first message that is compressed.
 *
 * A message is inflated in slices: what takes long lets other connections have their turn.
 *
 * @throws RangeError for an option out of range; TypeError for one of an unknown name.
 */
export function permessageDeflate(options: DeflateOptions = {}): Compression {
  checkOptions<DeflateOptions>('permessageDeflate', options, {
    level: true,
    threshold: true,
    inflating: true,
    serverNoContextTakeover: true,
    clientNoContextTakeover: true,
    serverMaxWindowBits: true,
    clientMaxWindowBits: true,
  });
  const { level = 6, threshold = 1024, inflating = 1024, ...given } = options;
  const wanted: DeflateParameters = {
    serverNoContextTakeover: false,
    clientNoContextTakeover: false,
    serverMaxWindowBits: 15,
    clientMaxWindowBits: 15,
    ...given,
  };
  checkInteger('level', level, 1, 9);
  if (inflating !== Number.POSITIVE_INFINITY) checkInteger('inflating', inflating, 1, Number.MAX_SAFE_INTEGER);
  const turns = new Turns(inflating);
  checkInteger('serverMaxWindowBits', wanted.serverMaxWindowBits, 8, 15);
  checkInteger('clientMaxWindowBits', wanted.clientMaxWindowBits, 8, 15);
  if (!(threshold >= 0)) throw new RangeError(`threshold must be a number of bytes, not ${threshold}`);

  const agreed = (parameters: DeflateParameters, role: Role): AgreedCompression => {
    const { serverNoContextTakeover, clientNoContextTakeover, serverMaxWindowBits, clientMaxWindowBits } = parameters;
    const ofServer = { windowBits: serverMaxWindowBits, forgetful: serverNoContextTakeover };
    const ofClient = { windowBits: clientMaxWindowBits, forgetful: clientNoContextTakeover };
    const [own, remote] = role === 'server' ? [ofServer, ofClient] : [ofClient, ofServer];
    return {
      name: NAME,
      inflater: () => new StreamInflater(remote, turns),
      deflater: () => new StreamDeflater({ ...own, level, threshold }),
    };
  };
  return {
    offer: offer(wanted),
    accept(offers) {
      const agreement = accept(offers, wanted);
      return agreement && { answer: agreement.answer, compression: agreed(agreement.parameters, 'server') };
    },
    confirm: (answer) => agreed(confirm(answer, wanted), 'client'),
  };
}

function checkInteger(name: string, value: number, least: number, most: number): void {
  if (!(Number.isInteger(value) && value >= least && value <= most)) {
    throw new RangeError(`${name} must be an integer from ${least} to ${most}, not ${value}`);
  }
}

export type { DeflateParameters } from './parameters.js';
