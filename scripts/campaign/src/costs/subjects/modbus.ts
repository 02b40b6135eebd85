/** The shortest requests, and those with the longest answers. */
import { modbusClient, modbusServer, responseTo, type TaggedRequest } from '@wirechart/protocols/modbus';
import { repeated } from '../inputs.js';
import type { CostSubject } from '../subject.js';

const modbusFrame = (transaction: number, ...pdu: number[]) =>
  Uint8Array.of(transaction >> 8, transaction & 0xff, 0, 0, 0, pdu.length + 1, 1, ...pdu);

const modbusRequests = {
  reads: (size: number) => repeated(modbusFrame(1, 3, 0, 0, 0, 1), size),
  'reads of all that may be read': (size: number) => repeated(modbusFrame(1, 3, 0, 0, 0, 125), size),
  'unknown functions': (size: number) => repeated(modbusFrame(1, 0x63), size),
  'requests that make no sense': (size: number) => repeated(modbusFrame(1, 3, 0, 0, 0, 0), size),
};
const modbusResponses = {
  coils: (size: number) => repeated(modbusFrame(1, 1, 250, ...new Array<number>(250).fill(0xaa)), size),
  exceptions: (size: number) => repeated(modbusFrame(1, 0x83, 2), size),
};

const refuse = (request: TaggedRequest) => responseTo(request, { exception: 'illegal-data-address' });

export const modbusSubjects: readonly CostSubject[] = [
  { name: 'modbus', role: 'server', protocol: modbusServer(), answer: refuse, inputs: modbusRequests },
  { name: 'modbus', role: 'client', protocol: modbusClient(), inputs: modbusResponses },
];
