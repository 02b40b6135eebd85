/**
 * The functions of Modbus and how much each may carry (MODBUS Application Protocol Specification V1.1b3, section 6): so that a
 * message fits into 253 bytes.
 */

/** Functions that read bits. */
export const BIT_READS = { 'read-coils': 0x01, 'read-discrete-inputs': 0x02 } as const;
/** Functions that read registers of 16 bits. */
export const REGISTER_READS = { 'read-holding-registers': 0x03, 'read-input-registers': 0x04 } as const;

export const CODES = {
  ...BIT_READS,
  ...REGISTER_READS,
  'write-coil': 0x05,
  'write-register': 0x06,
  'write-coils': 0x0f,
  'write-registers': 0x10,
  'mask-write-register': 0x16,
  'read-write-registers': 0x17,
} as const;

export type FunctionName = keyof typeof CODES;

export const NAMES: ReadonlyMap<number, FunctionName> = new Map(
  Object.entries(CODES).map(([name, code]) => [code, name as FunctionName]),
);

/** Most of what one request can ask for or bring. */
export const MOST = {
  coilsRead: 2000,
  registersRead: 125,
  coilsWritten: 1968,
  registersWritten: 123,
  /** Of those that a `read-write-registers` brings. */
  registersExchanged: 121,
} as const;

/** Set in the function code of an exception (section 7). */
export const EXCEPTION = 0x80;

/** What a server answers when it does not do what was asked (section 7). */
export const exceptions = {
  'illegal-function': 0x01,
  'illegal-data-address': 0x02,
  'illegal-data-value': 0x03,
  'server-device-failure': 0x04,
  acknowledge: 0x05,
  'server-device-busy': 0x06,
  'memory-parity-error': 0x08,
  'gateway-path-unavailable': 0x0a,
  'gateway-target-failed': 0x0b,
} as const;

export type ExceptionName = keyof typeof exceptions;

export const EXCEPTION_NAMES: ReadonlyMap<number, ExceptionName> = new Map(
  Object.entries(exceptions).map(([name, code]) => [code, name as ExceptionName]),
);
