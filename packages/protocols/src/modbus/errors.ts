/** What a remote can do wrong in Modbus/TCP. */
import { remoteErrors } from '@wirechart/core';

export const modbusCodes = {
  'not-modbus': {
    text: 'the protocol identifier is not that of Modbus',
    doc: 'The third and fourth byte of a header are not 0 (Implementation Guide V1.0b, 3.1.3).',
  },
  'length-invalid': {
    text: 'the length of a message is not valid',
    doc: 'A header says that less than a unit and a function code follow, or more than 254 bytes: the most that a message may have.',
  },
  'response-invalid': {
    text: 'a response is not what its function has',
    doc: 'A response is shorter or longer than its function and its own count say, or its values are none that the function knows.',
  },
} as const;

export const modbusError = remoteErrors(modbusCodes);
