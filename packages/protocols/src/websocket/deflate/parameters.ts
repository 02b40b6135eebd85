/** The parameters of permessage-deflate and how two sides come to agree on them (RFC 7692, 7.1). */
import { webSocketError } from '../errors.js';
import type { Extension } from '../upgrade/extensions.js';

export const NAME = 'permessage-deflate';

export interface DeflateParameters {
  /** Messages of the server do not refer back to earlier ones: worse compression, less memory. Default false. */
  readonly serverNoContextTakeover: boolean;
  readonly clientNoContextTakeover: boolean;
  /** How far back messages of the server refer, as a power of two: 8 to 15. Default 15. */
  readonly serverMaxWindowBits: number;
  readonly clientMaxWindowBits: number;
}

/** What a client that wants these parameters offers. */
export function offer(wanted: DeflateParameters): Extension {
  const parameters = flags(wanted);
  if (wanted.serverMaxWindowBits < 15) parameters.set(SERVER_BITS, String(wanted.serverMaxWindowBits));
  // Without a value it says that the server may ask for less.
  parameters.set(CLIENT_BITS, wanted.clientMaxWindowBits < 15 ? String(wanted.clientMaxWindowBits) : true);
  return { name: NAME, parameters };
}

/** What a server that wants these parameters makes of offers: it takes the first that it understands. */
export function accept(offers: readonly Extension[], wanted: DeflateParameters) {
  for (const offered of offers) {
    const asked = offered.name === NAME ? read(offered) : undefined;
    if (asked === undefined || asked.serverBits === true) continue;
    const agreed: DeflateParameters = {
      serverNoContextTakeover: asked.serverFlag || wanted.serverNoContextTakeover,
      clientNoContextTakeover: asked.clientFlag || wanted.clientNoContextTakeover,
      serverMaxWindowBits: Math.min(asked.serverBits ?? 15, wanted.serverMaxWindowBits),
      // A client that does not say that it can do with less cannot be asked to (RFC 7692, 7.1.2.2).
      clientMaxWindowBits:
        asked.clientBits === undefined ? 15 : Math.min(numberOr15(asked.clientBits), wanted.clientMaxWindowBits),
    };
    const parameters = flags(agreed);
    if (asked.serverBits !== undefined || agreed.serverMaxWindowBits < 15) {
      parameters.set(SERVER_BITS, String(agreed.serverMaxWindowBits));
    }
    if (agreed.clientMaxWindowBits < 15) parameters.set(CLIENT_BITS, String(agreed.clientMaxWindowBits));
    return { answer: { name: NAME, parameters }, parameters: agreed };
  }
  return undefined;
}

/** What a client that offered these parameters makes of the answer. @throws RemoteError `upgrade-not-offered`. */
export function confirm(answer: Extension, offered: DeflateParameters): DeflateParameters {
  const answered = read(answer);
  const { serverBits, clientBits } = answered ?? {};
  const isWithin =
    answered !== undefined &&
    serverBits !== true &&
    clientBits !== true &&
    (answered.serverFlag || !offered.serverNoContextTakeover) &&
    (serverBits ?? 15) <= offered.serverMaxWindowBits &&
    (clientBits ?? 15) <= (clientBits === undefined ? 15 : offered.clientMaxWindowBits);
  if (!isWithin) throw webSocketError('upgrade-not-offered', `the parameters of ${NAME}`);
  return {
    serverNoContextTakeover: answered.serverFlag,
    clientNoContextTakeover: answered.clientFlag || offered.clientNoContextTakeover,
    serverMaxWindowBits: serverBits ?? 15,
    clientMaxWindowBits: Math.min(clientBits ?? 15, offered.clientMaxWindowBits),
  };
}

interface Read {
  readonly serverFlag: boolean;
  readonly clientFlag: boolean;
  /** `true` for a parameter without a value. */
  readonly serverBits: number | true | undefined;
  readonly clientBits: number | true | undefined;
}

/** Undefined for a parameter that does not exist, stands twice, or has a value that it cannot have. */
function read({ parameters, repeats }: Extension): Read | undefined {
  if (repeats) return undefined;
  for (const [name, value] of parameters) {
    const isFlag = name === SERVER_FLAG || name === CLIENT_FLAG;
    const isBits = name === SERVER_BITS || name === CLIENT_BITS;
    if (isFlag ? value !== true : !isBits || (value !== true && !/^(?:[89]|1[0-5])$/.test(value))) return undefined;
  }
  return {
    serverFlag: parameters.has(SERVER_FLAG),
    clientFlag: parameters.has(CLIENT_FLAG),
    serverBits: bitsOf(parameters.get(SERVER_BITS)),
    clientBits: bitsOf(parameters.get(CLIENT_BITS)),
  };
}

function bitsOf(value: string | true | undefined): number | true | undefined {
  return typeof value === 'string' ? Number(value) : value;
}

const numberOr15 = (bits: number | true): number => (bits === true ? 15 : bits);

function flags({ serverNoContextTakeover, clientNoContextTakeover }: DeflateParameters): Map<string, string | true> {
  const parameters = new Map<string, string | true>();
  if (serverNoContextTakeover) parameters.set(SERVER_FLAG, true);
  if (clientNoContextTakeover) parameters.set(CLIENT_FLAG, true);
  return parameters;
}

const SERVER_FLAG = 'server_no_context_takeover';
const CLIENT_FLAG = 'client_no_context_takeover';
const SERVER_BITS = 'server_max_window_bits';
const CLIENT_BITS = 'client_max_window_bits';
